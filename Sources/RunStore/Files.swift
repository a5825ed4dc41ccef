package import Disk

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The few things done to files, with errors that name the path and the remedy.
package enum Files {
    /// Makes `path` and the folders above it, where they are missing.
    package static func makeFolders(_ path: String) throws {
        if mkdir(path, 0o777) == 0 || (errno == EEXIST && isFolder(path)) { return }
        let number = errno
        let parent = Disk.parent(of: path)
        guard number == ENOENT, parent != path else { throw RunStoreError.cannotWrite(path, number) }
        try makeFolders(parent)
        if mkdir(path, 0o777) != 0, errno != EEXIST { throw RunStoreError.cannotWrite(path) }
    }

    /// Replaces `path` whole or not at all, also when the machine stops at any moment.
    package static func replace(_ path: String, with bytes: some Sequence<UInt8>) throws {
        do {
            try Disk.replace(path) { write in try write(Array(bytes)) }
        } catch let error as SystemError {
            throw RunStoreError.cannotWrite(path, error.number)
        }
    }

    /// Gives a finished folder its name; one of that name makes way.
    package static func move(folder: String, to path: String) throws {
        if exists(path) {
            // A folder with something in it cannot be replaced in one step: the old one steps aside first.
            let aside = path + ".replaced.partial"
            try remove(folder: aside)
            guard rename(path, aside) == 0 else { throw RunStoreError.cannotWrite(path) }
            guard rename(folder, path) == 0 else { throw RunStoreError.cannotWrite(path) }
            try remove(folder: aside)
        } else if rename(folder, path) != 0 {
            throw RunStoreError.cannotWrite(path)
        }
        Disk.synchronize(folder: Disk.parent(of: path))
    }

    /// Removes a folder and all in it, where there is one. Links are removed, not followed.
    package static func remove(folder: String) throws {
        guard exists(folder) else { return }
        for name in try names(in: folder) {
            let path = folder + "/" + name
            var status = stat()
            if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
                try remove(folder: path)
            } else if unlink(path) != 0 {
                throw RunStoreError.cannotWrite(path)
            }
        }
        if rmdir(folder) != 0 { throw RunStoreError.cannotWrite(folder) }
    }

    /// Removes what writers that were killed left half done in a run's folder: all whose name ends in `.partial`, and what a checkpoint's own
    /// files were being written to.
    package static func removePartial(in folder: String) throws {
        for name in try names(in: folder) {
            let path = folder + "/" + name
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            if name.hasSuffix(".partial") {
                if isFolder {
                    try remove(folder: path)
                } else if unlink(path) != 0 {
                    throw RunStoreError.cannotWrite(path)
                }
            } else if isFolder {
                try removePartial(in: path)
            }
        }
    }

    /// How many bytes a folder and all in it take up on the disk. Links are counted, not followed.
    package static func size(folder: String) throws -> Int {
        var bytes = 0
        for name in try names(in: folder) {
            let path = folder + "/" + name
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            bytes += status.st_mode & S_IFMT == S_IFDIR ? try size(folder: path) : Int(status.st_blocks) * 512
        }
        return bytes
    }

    /// Calls `body` with the record at `path`, open for reading.
    package static func reading<Result>(_ path: String, _ body: (borrowing PlainFile) throws -> Result) throws -> Result
    {
        try explained { try body(try PlainFile(path)) }
    }

    /// The whole of a record of at most `limit` bytes.
    package static func read(_ path: String, limit: Int) throws -> [UInt8] {
        try reading(path) { try $0.whole(limit: limit) }
    }

    /// What `body` says of files, as an error of the record.
    package static func explained<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as FileError { throw RunStoreError(error) }
    }

    /// How many bytes the file at `path` has.
    package static func size(_ path: String) throws -> Int {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw RunStoreError.cannotRead(path) }
        return Int(status.st_size)
    }

    /// Cuts the plain file at `path` to its first `size` bytes; one cut to nothing goes.
    package static func cut(_ path: String, to size: Int) throws {
        if size == 0 {
            guard unlink(path) == 0 else { throw RunStoreError.cannotWrite(path) }
            return
        }
        let descriptor = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw RunStoreError.cannotWrite(path) }
        defer { close(descriptor) }
        guard ftruncate(descriptor, off_t(size)) == 0, fsync(descriptor) == 0 else {
            throw RunStoreError.cannotWrite(path)
        }
    }

    /// The names in `folder`, sorted; none where it does not exist.
    package static func names(in folder: String) throws -> [String] {
        guard let stream = opendir(folder) else {
            if errno == ENOENT { return [] }
            throw RunStoreError.cannotRead(folder)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Whether `path` is a folder, or a link to one.
    package static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether there is anything at `path`.
    package static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Whether `path` is a symbolic link.
    package static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// The last component of `path`.
    package static func lastComponent(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
