#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Which process holds a lock, as it writes into the lock's file: `4711 on node3`.
package struct ProcessSign: Sendable, Equatable, CustomStringConvertible {
    package let process: Int32
    package let host: String

    /// The most bytes of a lock's file that are read.
    private static let limit = 1024

    /// This process.
    package static var own: ProcessSign {
        var name = utsname()
        uname(&name)
        let host = withUnsafeBytes(of: name.nodename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return ProcessSign(process: getpid(), host: host)
    }

    private init(process: Int32, host: String) { (self.process, self.host) = (process, host) }

    /// Reads what a process wrote into the file at `path`; nil for anything else. The file may come from anybody.
    package init?(at path: String) {
        guard let bytes = try? Files.read(path, limit: Self.limit) else { return nil }
        let text = String(decoding: bytes.filter { $0 >= 0x20 && $0 < 0x7F }, as: UTF8.self)
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 3, words[1] == "on", let process = Int32(words[0]), process > 1 else { return nil }
        (self.process, host) = (process, words[2])
    }

    package var description: String { "\(process) on \(host)" }

    /// Puts it into the file that is open as `descriptor`, in place of what was there.
    package func write(to descriptor: Int32) {
        let line = "\(self)\n"
        ftruncate(descriptor, 0)
        _ = pwrite(descriptor, line, line.utf8.count, 0)
    }
}
