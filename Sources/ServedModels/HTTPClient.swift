internal import CHTTP

/// Sends requests to servers, many at once, on a thread of its own (libcurl, behind `chttp.h`).
final class HTTPClient: Sendable {
    /// What is sent, and its bounds.
    struct Request: Sendable {
        var url: String
        /// Nil asks by GET.
        var body: [UInt8]?
        /// Lines such as `Accept: application/json`.
        var headers: [String] = []
        var connectTimeout: Duration
        /// Until the whole answer is there.
        var timeout: Duration
        /// More bytes of an answer end the request.
        var limit: Int
        /// A file of certificates to trust in place of the system's.
        var certificates: String?
    }

    /// What came back from a server.
    struct Response: Sendable {
        var status: Int
        var body: [UInt8]
        var retryAfter: String?
        var location: String?
    }

    // The C client has a lock of its own, and lives as long as this object.
    private nonisolated(unsafe) let client: OpaquePointer

    /// - Throws: `HTTPFailure` where the system has no thread left.
    init() throws(HTTPFailure) {
        guard let client = chttp_open() else { throw HTTPFailure(kind: .failed, problem: "no thread is left for it") }
        self.client = client
    }

    deinit { chttp_close(client) }

    /// Sends a request and waits for the whole answer, whatever its status. A task that is cancelled stops waiting at once.
    ///
    /// - Throws: `HTTPFailure`, `CancellationError`.
    func send(_ request: Request) async throws -> Response {
        let exchange = Exchange()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                exchange.begin(continuation, client) { begin(request, exchange) }
            }
        } onCancel: {
            exchange.cancel(client)
        }
        try Task.checkCancellation()
        return try result.get()
    }

    /// - Returns: the request's number, 0 where it could not begin.
    private func begin(_ request: Request, _ exchange: Exchange) -> UInt64 {
        let context = Unmanaged.passRetained(exchange)
        let lines = request.headers.map { Array($0.utf8CString) }
        func start(_ certificates: UnsafePointer<CChar>?) -> UInt64 {
            request.url.withCString { url in
                withPointers(lines[...]) { headers in
                    headers.withUnsafeBufferPointer { headers in
                        (request.body ?? []).withUnsafeBufferPointer { body in
                            var parts = chttp_request()
                            (parts.url, parts.certificates) = (url, certificates)
                            if request.body != nil { (parts.body, parts.body_count) = (body.baseAddress, body.count) }
                            (parts.headers, parts.header_count) = (headers.baseAddress, headers.count)
                            parts.connect_milliseconds = Int(request.connectTimeout / .milliseconds(1))
                            parts.total_milliseconds = Int(request.timeout / .milliseconds(1))
                            parts.limit = request.limit
                            return chttp_start(client, &parts, context.toOpaque()) { context, response in
                                guard let context, let response else { return }
                                Unmanaged<Exchange>.fromOpaque(context).takeRetainedValue().end(response.pointee)
                            }
                        }
                    }
                }
            }
        }
        let number = request.certificates.map { $0.withCString { start($0) } } ?? start(nil)
        if number == 0 { context.release() }
        return number
    }
}

/// Calls `body` with pointers to C strings, which live until it returns.
private func withPointers<Result>(
    _ lines: ArraySlice<[CChar]>, _ found: [UnsafePointer<CChar>?] = [],
    _ body: ([UnsafePointer<CChar>?]) -> Result
) -> Result {
    guard let line = lines.first else { return body(found) }
    return line.withUnsafeBufferPointer { withPointers(lines.dropFirst(), found + [$0.baseAddress], body) }
}

/// Why no whole answer came.
struct HTTPFailure: Error, Sendable {
    enum Kind: Sendable {
        case unreachable, connectTimeout, timeout, broken, tooLarge, untrusted, noTLS, failed
    }
    var kind: Kind
    /// libcurl's words.
    var problem: String
}
