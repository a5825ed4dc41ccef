import JSON

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What people say of a run after the fact: its tags and a note. Kept in `labels.json`, a file of its own, so that a run can be
/// labelled while it is being written.
package struct RunLabels: Sendable, Equatable {
    static let fileName = "labels.json"
    private static let limit = 1 << 20

    /// In the order in which they were given.
    package var tags: [String] = []
    package var note = ""

    package init(tags: [String] = [], note: String = "") { (self.tags, self.note) = (tags, note) }

    /// The labels of the run in `folder`; most have none.
    package init(folder: String) throws {
        let path = folder + "/" + Self.fileName
        guard Files.exists(path) else { return }
        guard
            let object =
                (try? JSONParser.parse(try Files.read(path, limit: Self.limit), values: RecordLimits.lineValues))?
                .object
        else {
            throw RunStoreError(.malformed, "\(path) is damaged: it holds no labels; remove it to label the run anew")
        }
        for tag in object["tags"]?.array?.compactMap(\.string) ?? [] where !tags.contains(tag) { tags.append(tag) }
        note = object["note"]?.string ?? ""
    }

    /// Changes the labels of the run in `folder` in one step, also when several processes do so at once.
    ///
    /// - Returns: what they are now.
    @discardableResult
    package static func change(in folder: String, _ body: (inout RunLabels) throws -> Void) throws -> RunLabels {
        let lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard lock >= 0 else { throw RunStoreError.cannotWrite(folder + "/" + fileName) }
        defer { close(lock) }
        // Some file systems have no such locks: two changes in the same instant may then lose one of them.
        while flock(lock, LOCK_EX) != 0, errno == EINTR {}
        var labels = try RunLabels(folder: folder)
        let before = labels
        try body(&labels)
        guard labels != before else { return labels }
        try Files.replace(folder + "/" + fileName, with: (JSONValue.object(labels.json).prettyText + "\n").utf8)
        // The index looks at this file alone to see whether a run changed.
        utimensat(AT_FDCWD, folder + "/run.json", nil, AT_SYMLINK_NOFOLLOW)
        return labels
    }

    private var json: JSONObject {
        ["format": 1, "tags": .array(tags.map { .string($0) }), "note": .string(note)]
    }

    /// - Throws: a `RunStoreError` when `tag` would be hard to name on a command line.
    package static func check(tag: String) throws {
        let isPlain = tag.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || $0.properties.numericType != nil || "_-.:/@".unicodeScalars.contains($0)
        }
        guard isPlain, !tag.isEmpty, tag.utf8.count <= 100, tag.first != "-", tag.first != "+" else {
            throw RunStoreError(
                .badName, "\"\(tag)\" cannot be a tag: use letters, digits and _ - . : / @, at most 100 bytes")
        }
    }
}
