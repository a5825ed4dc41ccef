/// A server that did not answer a request, for good. What it said is shown without the key.
package struct ServedError: Error, CustomStringConvertible {
    package let description: String
}

extension ServedError {
    /// What to say of a request that got no answer.
    init(_ failure: HTTPFailure, _ model: ServedModel, limit: Int, attempts: Int) {
        let place = "\(model.address)", times = attempts == 1 ? "" : ", \(attempts) times in a row"
        let words = failure.problem.isEmpty ? "" : " (\(Self.brief(failure.problem)))"
        let problem =
            switch failure.kind {
            case .unreachable:
                "no server answers at \(place)\(words): start it, or put 'url' right"
            case .connectTimeout:
                "no connection to \(place) within \(Self.seconds(model.connectTimeout))\(times): is the host up, and the port open? 'connect_timeout' allows more"
            case .timeout:
                "\(place) gave no whole answer within \(Self.seconds(model.timeout))\(times): raise 'timeout', or lower 'concurrency' or 'max_tokens'"
            case .broken: "\(place) broke the connection off\(times)\(words): look at the server's own log"
            case .tooLarge:
                "\(place) gave an answer of more than \(limit) bytes, which is no answer of the tokens asked for: it was not read on"
            case .untrusted:
                "the certificate of \(place) is not to be trusted\(words): give 'ca_file', the PEM file of who signed it, or put 'url' right"
            case .noTLS:
                "no TLS with \(place)\(words): does the server speak http, not https, or is 'ca_file' no PEM file?"
            case .failed: "the request to \(place) failed\(words)"
            }
        self.init(description: problem)
    }

    /// What to say of an answer with a status that is no success.
    ///
    /// - Parameter listed: the models that the server has, where it told.
    init(
        status: Int, saying text: String, location: String?, _ model: ServedModel, path: String, attempts: Int,
        listed: [String]?
    ) {
        let place = "\(model.address)", said = text.isEmpty ? "" : ": \(text)"
        var problem: String
        switch status {
        case 300..<400:
            problem =
                "\(place) redirects\(location.map { " to \(Self.brief($0))" } ?? "") (\(status)), where no key is sent: give that address as 'url' if it is meant"
        case 401, 403:
            problem =
                model.secret.map { "\(place) refuses the key in \($0.name) (\(status))\(said)" }
                ?? "\(place) wants a key (\(status)): name the environment variable that holds it in 'api_key_env'"
        case 404 where listed == nil:
            problem =
                "\(place) has no \(path) (404)\(said): 'url' must be what stands before /\(path) of an OpenAI-compatible server"
        default:
            problem = "\(place) answered \(status)\(attempts == 1 ? "" : " \(attempts) times in a row")\(said)"
            if status == 429 { problem += "; raise 'retries', or lower 'concurrency'" }
        }
        if let listed, !listed.contains(model.name), (400..<500).contains(status) {
            let names = listed.prefix(8).map { "\"\(Self.brief($0))\"" }.joined(separator: ", ")
            let more = listed.count > 8 ? " and \(listed.count - 8) more" : ""
            problem =
                "\(place) has no model \"\(model.name)\" (\(status)): it lists \(listed.isEmpty ? "none" : names + more)"
        }
        self.init(description: problem)
    }

    init(unreadable problem: String, _ body: String, _ model: ServedModel) {
        self.init(
            description:
                "\(model.address) gave an answer that is none (\(problem)): it begins \(Self.brief(body).debugDescription)"
        )
    }

    private static func seconds(_ duration: Duration) -> String {
        let seconds = duration / .seconds(1)
        return seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(seconds) s"
    }

    /// A server's words on one line, not too many of them.
    static func brief(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > 300 ? line.prefix(299) + "…" : line
    }
}
