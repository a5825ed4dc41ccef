package import JSON

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The objects of a `.jsonl` record.
package struct RecordLines: Sendable {
    /// More bytes than this are refused.
    private static let limit = 1 << 30

    package var objects: [JSONObject] = []
    /// Whether the last line is not whole: its writer is at work, or was killed there. It is left out.
    package var isTorn = false

    /// Reads the file at `path`; one that does not exist has no lines.
    ///
    /// - Throws: `RunStoreError` with the number of the first line that is no JSON object.
    init(_ path: String) throws {
        guard Files.exists(path) else { return }
        let bytes = try Files.read(path, limit: Self.limit)
        var (start, number) = (0, 1)
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            do {
                guard let object = try JSONParser.parse(bytes[start..<end]).object else {
                    throw RunStoreError(.malformed, "\(path), line \(number): it is no JSON object")
                }
                objects.append(object)
            } catch let error as JSONError {
                throw RunStoreError(.malformed, "\(path), line \(number): \(error)")
            }
            (start, number) = (end + 1, number + 1)
        }
        isTorn = start < bytes.count
    }

    /// The last whole line of the file at `path`, without reading the rest; nil where it is no object or longer than 64 KiB.
    static func last(of path: String) throws -> JSONObject? {
        let (descriptor, size) = try Files.openRecord(path)
        defer { close(descriptor) }
        let start = max(0, size - 1 << 16)
        let bytes = try Files.read(descriptor, path, from: start, count: size - start)
        guard let end = bytes.lastIndex(of: UInt8(ascii: "\n")) else { return nil }
        let before = bytes[..<end].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? (start == 0 ? 0 : nil)
        return before.flatMap { (try? JSONParser.parse(bytes[$0..<end]))?.object }
    }
}
