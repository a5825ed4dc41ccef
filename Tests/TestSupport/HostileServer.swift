internal import Foundation

/// A server for tests that answers as its mode says, see `hostile_server.py`. It ends with this object.
package final class HostileServer: @unchecked Sendable {
    // Both are set once, when it is made.
    private let process = Process()
    private let lines: String
    package let port: Int
    private let input = Pipe()

    /// - Parameters:
    ///   - folder: where its log is.
    ///   - certificate: a PEM file with a key, for TLS.
    package init(_ mode: String, in folder: TemporaryFolder, certificate: String? = nil) throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "hostile_server.py").path()
        lines = folder.file("requests-\(UUID().uuidString).jsonl")
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments =
            [script, mode, lines] + (certificate.map { [$0] } ?? [])
        let output = Pipe()
        (process.standardInput, process.standardOutput) = (input, output)
        try process.run()
        var text = ""
        while !text.contains("\n") {
            let piece = output.fileHandleForReading.availableData
            guard !piece.isEmpty else { throw CocoaError(.fileReadUnknown) }
            text += String(decoding: piece, as: UTF8.self)
        }
        guard let port = Int(text.dropLast()) else { throw CocoaError(.fileReadCorruptFile) }
        self.port = port
    }

    deinit { stop() }

    package func stop() {
        try? input.fileHandleForWriting.close()
        process.terminate()
        process.waitUntilExit()
    }

    package var url: String { "http://127.0.0.1:\(port)" }

    /// A line for each request, in the order in which they came.
    package var requests: [String] {
        let data = FileManager.default.contents(atPath: lines) ?? Data()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
