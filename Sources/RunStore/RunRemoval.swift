import Disk

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A run about to be removed.
package struct RunRemoval {
    /// The run's name.
    package let id: String
    /// What it takes up on the disk.
    package let bytes: Int
    private let folder: String

    /// - Throws: `RunStoreError` when the run is being written, or may be.
    package init(_ run: RunReader) throws {
        (id, folder) = (run.info.id, run.folder)
        guard run.info.status != .running else {
            throw RunStoreError(
                .cannotWrite,
                "cannot remove \(run.info.id): it is running; stop it first, with Ctrl-C where it was started")
        }
        guard !Files.isLink(folder) else {
            throw RunStoreError(.cannotWrite, "cannot remove \(folder): it is a symbolic link; remove that with rm")
        }
        bytes = try Files.size(folder: folder)
    }

    /// Removes the run. Once its folder has another name it is gone for everybody; what is in it follows.
    package func run() throws {
        let aside = Disk.parent(of: folder) + "/.removed-" + id
        try Files.remove(folder: aside)
        guard rename(folder, aside) == 0 else { throw RunStoreError.cannotWrite(folder) }
        // Its writer may have come back to life in between.
        if RunLock.isHeld(folder: aside) == true {
            rename(aside, folder)
            throw RunStoreError(.cannotWrite, "cannot remove \(id): it is running; stop it first")
        }
        try Files.remove(folder: aside)
    }
}
