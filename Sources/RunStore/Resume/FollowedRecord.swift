/// The record that a resumed script writes once more, up to the point from which work goes on.
struct FollowedRecord: Sendable {
    private let folder: String
    private let sizes: [String: Int]
    private var files: [String: FollowedFile] = [:]

    init(folder: String, sizes: [String: Int]) { (self.folder, self.sizes) = (folder, sizes) }

    mutating func expect(_ piece: [UInt8], in name: String) throws {
        var file = try files[name] ?? FollowedFile(folder + "/" + name, size: sizes[name] ?? 0)
        try file.expect(piece)
        files[name] = file
    }

    /// Cuts off what was written after the point; all before it must have been written again.
    func cut() throws {
        // Calls that the journal answers write these two, and not their replay.
        for (name, size) in sizes.sorted(by: { $0.key < $1.key })
        where name != GrowingFiles.journal && name != GrowingFiles.episodes && size > 0 {
            guard files[name]?.isAtEnd == true else {
                throw RunStoreError(
                    .diverged,
                    "the script diverges from the run that it resumes: it did not write all that \(name) has")
            }
        }
        for name in try GrowingFiles.all(in: folder) { try Files.cut(folder + "/" + name, to: sizes[name] ?? 0) }
    }
}
