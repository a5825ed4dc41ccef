package import JSON

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What files hold, by their hashes.
package enum ContentFacts {
    /// The SHA-256 of each file of a folder whose name `counts`, by name.
    package static func hashes(of folder: String, where counts: (String) -> Bool) throws -> JSONObject {
        JSONObject(try Files.names(in: folder).filter(counts).map { ($0, .string(try hash(folder + "/" + $0))) })
    }

    /// The SHA-256 of a file, in hexadecimal; a link stands for what it leads to.
    package static func hash(_ path: String) throws -> String {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw RunStoreError.cannotRead(path) }
        defer { close(descriptor) }
        var hash = SHA256(), position = 0
        while true {
            let piece = try Files.read(descriptor, path, from: position, count: 1 << 20)
            if piece.isEmpty { return hash.hexadecimal() }
            hash.add(bytes: piece)
            position += piece.count
        }
    }
}
