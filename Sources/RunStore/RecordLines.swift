package import JSON

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
}
