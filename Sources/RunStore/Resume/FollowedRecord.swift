/// The record that a resumed script writes once more, up to the point from which work goes on.
struct FollowedRecord: Sendable {
    private let folder: String
    private let sizes: [String: Int]
    private var files: [String: FollowedFile] = [:]

    /// Whether what is written is taken as it comes.
    private let isIgnored: Bool

    init(folder: String, sizes: [String: Int]) { (self.folder, self.sizes, isIgnored) = (folder, sizes, false) }

    /// A record that is only read while something runs that would write it.
    init(ignoringWrites folder: String) { (self.folder, sizes, isIgnored) = (folder, [:], true) }

    mutating func expect(_ piece: [UInt8], in name: String) throws {
        if isIgnored { return }
        var file = try files[name] ?? FollowedFile(folder + "/" + name, size: sizes[name] ?? 0)
        try file.expect(piece)
        files[name] = file
    }

    /// Cuts off what was written after the point; all before it must have been written again.
    func cut() throws {
        // Calls that the record answers wrote these, and are not made again.
        let written = [GrowingFiles.calls, GrowingFiles.functions, GrowingFiles.episodes, GrowingFiles.answers]
        for (name, size) in sizes.sorted(by: { $0.key < $1.key }) where !written.contains(name) && size > 0 {
            guard files[name]?.isAtEnd == true else {
                throw RunStoreError(
                    .diverged,
                    "the script diverges from the run that it resumes: it did not write all that \(name) has")
            }
        }
        for name in try GrowingFiles.all(in: folder) where name != GrowingFiles.answers {
            try Files.cut(folder + "/" + name, to: sizes[name] ?? 0)
        }
    }
}
