#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The few things done to files, with errors that name the path and the remedy.
enum Files {
    /// Makes `path` and the folders above it, where they are missing.
    static func makeFolders(_ path: String) throws {
        if mkdir(path, 0o777) == 0 || (errno == EEXIST && isFolder(path)) { return }
        let number = errno
        let parent = parent(of: path)
        guard number == ENOENT, parent != path else { throw RunStoreError.cannotWrite(path, number) }
        try makeFolders(parent)
        if mkdir(path, 0o777) != 0, errno != EEXIST { throw RunStoreError.cannotWrite(path) }
    }

    /// Replaces `path` whole or not at all, also when the machine stops at any moment.
    static func replace(_ path: String, with bytes: some Sequence<UInt8>) throws {
        let temporary = path + ".partial"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw RunStoreError.cannotWrite(path) }
        do {
            defer { close(descriptor) }
            if !writeAll(descriptor, Array(bytes)) || fsync(descriptor) != 0 { throw RunStoreError.cannotWrite(path) }
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, path) == 0 else { throw RunStoreError.cannotWrite(path) }
        synchronize(folder: parent(of: path))
    }

    /// Gives a finished folder its name; one of that name makes way.
    static func move(folder: String, to path: String) throws {
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
        synchronize(folder: parent(of: path))
    }

    /// Removes a folder and all in it, where there is one. Links are removed, not followed.
    static func remove(folder: String) throws {
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

    /// Makes the names in `folder` last. A file system that cannot do so for folders does it without being asked.
    static func synchronize(folder: String) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor >= 0 {
            fsync(descriptor)
            close(descriptor)
        }
    }

    /// Writes all of `bytes`; errno says why not.
    static func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer
            while !rest.isEmpty {
                let count = write(descriptor, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                if count < 0 { return false }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
            return true
        }
    }

    /// Opens a record for reading: a plain file, never a link, a pipe or a device.
    ///
    /// - Returns: the descriptor, which the caller closes, and the size in bytes.
    static func openRecord(_ path: String) throws -> (descriptor: Int32, size: Int) {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw RunStoreError.cannotRead(path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw RunStoreError(.cannotRead, "cannot read \(path): it is no plain file")
        }
        return (descriptor, Int(status.st_size))
    }

    /// The whole of a record of at most `limit` bytes.
    static func read(_ path: String, limit: Int) throws -> [UInt8] {
        let (descriptor, size) = try openRecord(path)
        defer { close(descriptor) }
        guard size <= limit else {
            throw RunStoreError(.malformed, "cannot read \(path): it has \(size) bytes, more than the \(limit) allowed")
        }
        return try read(descriptor, path, from: 0, count: size)
    }

    /// `count` bytes from byte `start` on, or fewer where the file ends before.
    static func read(_ descriptor: Int32, _ path: String, from start: Int, count: Int) throws -> [UInt8] {
        var number: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(
                    descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(start + filled))
                if got < 0, errno == EINTR { continue }
                if got < 0 { number = errno }
                if got <= 0 { break }
                filled += got
            }
        }
        guard number == 0 else { throw RunStoreError.cannotRead(path, number) }
        return bytes
    }

    /// The names in `folder`, sorted; none where it does not exist.
    static func names(in folder: String) throws -> [String] {
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
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether there is anything at `path`.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// The folder that holds `path`.
    static func parent(of path: String) -> String {
        var path = Substring(path)
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The last component of `path`.
    static func lastComponent(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
