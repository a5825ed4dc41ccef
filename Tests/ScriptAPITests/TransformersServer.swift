import Foundation
import TestSupport

/// `transformers serve` on a folder, by `scripts/serve`, which installs it from PyPI when it is first asked for. It ends with this object.
final class TransformersServer {
    private let process = Process()
    private let input = Pipe()
    let url: String

    /// - Throws: with the server's own words where it does not come up within some minutes: an installation may be among them.
    init(_ model: String, log: String) throws {
        let port = Self.freePort()
        url = "http://127.0.0.1:\(port)"
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        // The server ends with whoever holds the other end of the pipe, however that ends.
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [
            "-c", #""$0" "$1" "$2" < /dev/null & read -r _; kill -KILL $!"#, Project.root + "scripts/serve", model,
            "\(port)",
        ]
        process.standardInput = input
        process.standardOutput = FileHandle(forWritingAtPath: log)
        process.standardError = FileHandle(forWritingAtPath: log)
        try process.run()
        var said: String { String(decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self) }
        for _ in 0..<600 {
            if Self.listens(port) { return }
            if said.contains("error:") || said.contains("Error:") { break }
            Thread.sleep(forTimeInterval: 0.5)
        }
        stop()
        throw CocoaError(.featureUnsupported, userInfo: [NSLocalizedDescriptionKey: "no server: \(said.suffix(2000))"])
    }

    deinit { stop() }

    private func stop() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// A socket on this machine, bound to a port (0: one that is free) or connected to it.
    private static func withAddress<Result>(_ port: Int, _ body: (Int32, UnsafePointer<sockaddr>) -> Result) -> Result {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        return withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body(descriptor, $0) }
        }
    }

    private static func listens(_ port: Int) -> Bool {
        withAddress(port) { connect($0, $1, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
    }

    private static func freePort() -> Int {
        withAddress(0) { descriptor, address in
            guard bind(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 else { return 0 }
            var bound = sockaddr_in(), size = socklen_t(MemoryLayout<sockaddr_in>.size)
            _ = withUnsafeMutablePointer(to: &bound) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
            }
            return Int(in_port_t(bigEndian: bound.sin_port))
        }
    }
}
