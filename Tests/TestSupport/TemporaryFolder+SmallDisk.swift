import Foundation

extension TemporaryFolder {
    /// Calls `body` with a folder that is a disk of its own, which `bytes` fill up.
    ///
    /// Mounting one takes root on Linux. Where it is refused the test says so and checks nothing.
    package static func onSmallDisk(bytes: Int, _ body: (TemporaryFolder) throws -> Void) throws {
        let folder = try TemporaryFolder()
        guard mount("tmpfs", folder.path, "tmpfs", 0, "size=\(bytes)") == 0 else {
            print("skipped: a small disk could not be mounted (\(String(cString: strerror(errno))))")
            return
        }
        defer { umount2(folder.path, Int32(MNT_DETACH)) }
        try body(folder)
    }
}
