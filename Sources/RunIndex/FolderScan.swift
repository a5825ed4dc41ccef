import RunStore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One look at a folder of runs: which there are, and how the `run.json` of each stands. Reads no file.
struct FolderScan {
    struct Entry {
        let name: String
        let mark: FileMark
    }

    /// The folders with a `run.json`, in the order of the directory.
    private(set) var entries: [Entry] = []
    /// Links to folders, which are not followed.
    private(set) var links: [String] = []
    /// One number for names and marks: while it is the same, so is the folder. 0 where that cannot be said.
    private(set) var digest = 0

    /// Looks at the folder at `path`; one that does not exist has no runs.
    init(_ path: String) throws {
        guard let stream = opendir(path) else {
            if errno == ENOENT { return }
            throw RunStoreError.cannotRead(path)
        }
        defer { closedir(stream) }
        let folder = dirfd(stream)
        let before = FileMark.settledBefore()
        var isSettled = true
        while let entry = readdir(stream) {
            if entry.pointee.d_name.0 == UInt8(ascii: ".") { continue }
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !Self.isLink(entry.pointee.d_type, folder, name) else {
                links.append(name)
                continue
            }
            guard let mark = FileMark(name + "/run.json", in: folder, settledBefore: before) else { continue }
            entries.append(Entry(name: name, mark: mark))
            if !mark.isSettled { isSettled = false }
            // Added up, because a directory has no order to rely on.
            digest &+= FileMark.mix(mark.value, name.utf8.reduce(0) { FileMark.mix($0, Int($1)) })
        }
        links.sort()
        if !isSettled { digest = 0 }
    }

    private static func isLink(_ type: UInt8, _ folder: Int32, _ name: String) -> Bool {
        if type != UInt8(DT_UNKNOWN) { return type == UInt8(DT_LNK) }
        var status = stat()
        return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }
}
