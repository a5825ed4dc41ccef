import RunStore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How a file stood when it was looked at: another mark means that it may have changed.
///
/// Made from the inode, the size and the time of the last change, which every way to change, replace or copy a file alters.
struct FileMark: Hashable {
    /// 0 for a file that changed a moment ago: it may change again within what its file system's clock can tell, so that mark is
    /// never the same as another.
    let value: Int
    var isSettled: Bool { value != 0 }

    /// The mark that is stored and compared. A file that is not there has one too.
    init(_ path: String, in folder: Int32 = AT_FDCWD, settledBefore: Int, missing: Int) {
        self = FileMark(path, in: folder, settledBefore: settledBefore) ?? FileMark(value: missing)
    }

    private init(value: Int) { self.value = value }

    /// A mark as it was stored.
    init(stored: Int) { value = stored }

    /// The mark of the file at `path`, links not followed; nil where there is none.
    init?(_ path: String, in folder: Int32 = AT_FDCWD, settledBefore: Int) {
        var status = stat()
        guard fstatat(folder, path, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            value = Self.mix(1, Int(errno))
            return
        }
        guard status.st_ctim.tv_sec < settledBefore else {
            value = 0
            return
        }
        var mark = Self.mix(Int(truncatingIfNeeded: status.st_ino), Int(status.st_size))
        mark = Self.mix(mark, status.st_ctim.tv_sec)
        mark = Self.mix(mark, status.st_ctim.tv_nsec)
        value = mark == 0 ? 1 : mark
    }

    /// Files changed before this second will not change again without another time of change; two seconds is what the coarsest
    /// file systems (FAT) tell apart.
    static func settledBefore() -> Int { time(nil) - 2 }

    /// Stirs `value` into `seed` (the finalizer of SplitMix64, Steele et al., 2014).
    static func mix(_ seed: Int, _ value: Int) -> Int {
        var bits = UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(bitPattern: Int64(value))
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int(truncatingIfNeeded: bits ^ (bits >> 31))
    }
}
