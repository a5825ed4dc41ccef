#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// File systems that several machines see at once.
package enum NetworkFileSystem {
    /// As the mount table calls them.
    private static let kinds: Set<String> = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "lustre", "gpfs", "beegfs", "ceph", "afs", "gfs2", "ocfs2", "panfs",
        "wekafs",
        "fuse.sshfs", "9p",
    ]

    /// What the file system of the folder at `path` is called, if it is one; nil also where that cannot be told.
    static func kind(of path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        guard let table = mountTable() else { return nil }
        return kind(of: String(cString: resolved), mountTable: table)
    }

    /// The same by the text of `/proc/self/mounts`.
    package static func kind(of path: String, mountTable: String) -> String? {
        var nearest: (point: String, kind: String)?
        for line in mountTable.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count >= 3 else { continue }
            // Spaces and the like are written in octal.
            let point = fields[1].replacing("\\040", with: " ").replacing("\\134", with: "\\")
            let isAbove = point == "/" || path == point || path.hasPrefix(point + "/")
            // Of two mounts at one place the later one hides the other.
            if isAbove, point.utf8.count >= nearest?.point.utf8.count ?? 0 {
                nearest = (String(point), String(fields[2]))
            }
        }
        return nearest.flatMap { kinds.contains($0.kind) ? $0.kind : nil }
    }

    private static func mountTable() -> String? {
        let descriptor = open("/proc/self/mounts", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // Its size is not known before it is read.
        var text: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &piece, piece.count)
            guard count > 0 else { break }
            text += piece[..<count]
        }
        return String(decoding: text, as: UTF8.self)
    }
}
