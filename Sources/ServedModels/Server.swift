internal import CHTTP
internal import Glibc
internal import JSON
package import Rollouts
internal import Synchronization

/// The server of a model: asks it, and asks again where that may help.
package final class Server: Sendable {
    package let model: ServedModel
    private let client: HTTPClient
    private let places: Places
    /// Whether it ever answered: one that did may only be away for a moment.
    private let hasAnswered = Atomic<Bool>(false)

    /// - Throws: `ServedError` where the system has no thread for it.
    package init(_ model: ServedModel) throws(ServedError) {
        do { client = try HTTPClient() } catch {
            throw ServedError(error, model, limit: 0, attempts: 1)
        }
        (self.model, places) = (model, Places(model.concurrency))
    }

    /// Asks for an answer; blocks nobody, and gives up at once when its task is cancelled.
    ///
    /// - Parameter interrupt: once requested, nothing more is sent. Tasks are cancelled one after the other, and the place of one may fall to
    ///   another that is not yet.
    /// - Throws: `ServedError`, `CancellationError`, `Interrupted`.
    package func answer(
        _ request: ServedRequest, interrupt: Interrupt = Interrupt()
    ) async throws -> ServedAnswer {
        try await places.with {
            try interrupt.check()
            return try await ask(request)
        }
    }

    private func ask(_ request: ServedRequest) async throws -> ServedAnswer {
        let body = request.body(model), limit = model.limit(tokens: request.options.maximumTokens)
        let sent = self.request(request.path, body: body, limit: limit)
        var attempt = 1
        while true {
            let isLast = attempt > model.retries
            var asked: Duration?
            do {
                let response = try await client.send(sent)
                hasAnswered.store(true, ordering: .relaxed)
                if response.status == 200 { return try read(response, request, attempts: attempt) }
                let error = ErrorBody(response.body, cleaned: cleaned)
                if response.status == 400 || response.status == 413, error.saysFull {
                    var answer = ServedAnswer(text: "", stop: .context)
                    answer.requests = attempt
                    return answer
                }
                guard !isLast, Self.passes(response.status) else {
                    throw try await refusal(response, error, path: request.path, attempts: attempt)
                }
                asked = response.retryAfter.flatMap { Self.pause($0) }
            } catch let failure as HTTPFailure {
                guard !isLast, mayPass(failure.kind) else {
                    throw ServedError(failure, model, limit: limit, attempts: attempt)
                }
            }
            attempt += 1
            try await Task.sleep(for: model.pause(before: attempt, asked: asked))
        }
    }

    private func request(_ path: String, body: [UInt8]?, limit: Int) -> HTTPClient.Request {
        var headers = ["Accept: application/json", "User-Agent: assay"]
        // curl would wait for a word of the server before it sends a long body.
        if body != nil { headers += ["Content-Type: application/json", "Expect:"] }
        if let secret = model.secret { headers.append(secret.header) }
        return HTTPClient.Request(
            url: model.address.at(path), body: body, headers: headers, connectTimeout: model.connectTimeout,
            timeout: model.timeout, limit: limit, certificates: model.certificates)
    }

    private func read(
        _ response: HTTPClient.Response, _ request: ServedRequest, attempts: Int
    ) throws -> ServedAnswer {
        switch ServedAnswer.parse(response.body, stops: request.options.stops, cleaned: cleaned) {
        case .success(var answer):
            answer.requests = attempts
            return answer
        case .failure(let error):
            throw ServedError(
                unreadable: error.problem, cleaned(String(decoding: response.body.prefix(4096), as: UTF8.self)), model)
        }
    }

    /// Why a request was refused; where the model may be unknown, the server is asked which it has.
    private func refusal(
        _ response: HTTPClient.Response, _ error: ErrorBody, path: String, attempts: Int
    ) async throws -> ServedError {
        var listed: [String]?
        if [400, 404, 422].contains(response.status) {
            var request = request("models", body: nil, limit: 4 << 20)
            request.timeout = min(request.timeout, .seconds(30))
            if let answer = try? await client.send(request), answer.status == 200 {
                listed = ErrorBody.models(answer.body, cleaned: cleaned)
            }
            try Task.checkCancellation()
        }
        return ServedError(
            status: response.status, saying: error.text, location: response.location.map(cleaned), model, path: path,
            attempts: attempts, listed: listed)
    }

    private func cleaned(_ text: String) -> String { model.secret?.removed(from: text) ?? text }

    /// Whether a status is one of those that pass: too much to do, a restart, a gateway that waits.
    private static func passes(_ status: Int) -> Bool {
        [408, 409, 425, 429, 500, 502, 503, 504, 529].contains(status)
    }

    private func mayPass(_ kind: HTTPFailure.Kind) -> Bool {
        switch kind {
        case .broken, .timeout: true
        case .unreachable, .connectTimeout: hasAnswered.load(ordering: .relaxed)
        case .tooLarge, .untrusted, .noTLS, .failed: false
        }
    }

    /// What `Retry-After` says (RFC 9110, 10.2.3): seconds, or a date.
    package static func pause(_ text: String, now: Double? = nil) -> Duration? {
        if let seconds = Double(text), seconds.isFinite, seconds >= 0 { return .seconds(min(seconds, 1e6)) }
        let date = chttp_date(text)
        return date < 0 ? nil : .seconds(max(0, min(Double(date) - (now ?? Double(Glibc.time(nil))), 1e6)))
    }
}
