import Foundation
import ServedModels
import TestSupport
import Testing

@Suite struct TLSTests {
    /// A certificate that nobody has signed, with its key.
    private static func certificate(in folder: TemporaryFolder, host: String) throws -> String {
        let path = folder.file("server.pem"), process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = [
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test", "-addext",
            "subjectAltName=\(host)", "-keyout", path, "-out", folder.file("cert.pem"),
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let certificate = try String(contentsOfFile: folder.file("cert.pem"), encoding: .utf8)
        try (String(contentsOfFile: path, encoding: .utf8) + certificate).write(
            toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    @Test func `a certificate counts where it is trusted and names the host`() async throws {
        let folder = try TemporaryFolder()
        let pem = try Self.certificate(in: folder, host: "IP:127.0.0.1"),
            asking = try Asking("normal", certificate: pem)
        func ask(_ url: String, _ trusted: String?) async throws -> String {
            let model = try asking.model(url) { ($0.certificates, $0.retries) = (trusted, 0) }
            do { return try await Server(model).answer(Asking.request()).text } catch { return "\(error)" }
        }
        let url = "https://127.0.0.1:\(asking.server.port)", cert = folder.file("cert.pem")
        let untrusted = try await ask(url, nil)
        #expect(untrusted.contains("the certificate of \(url)/v1 is not to be trusted"), "\(untrusted)")
        #expect(try await ask(url, cert).hasPrefix("```python"))
        // It names another host than the one that was asked for.
        let other = try await ask("https://localhost:\(asking.server.port)", cert)
        #expect(other.contains("is not to be trusted"), "\(other)")
        // The other way round, a server without TLS.
        let plain = try Asking("normal")
        let noTLS = try await plain.problem {
            $0.address = try! ServerAddress("https://127.0.0.1:\(plain.server.port)")
        }
        #expect(noTLS.contains("no TLS with https://127.0.0.1"), "\(noTLS)")
    }
}
