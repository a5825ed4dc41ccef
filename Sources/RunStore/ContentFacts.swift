import Disk
package import JSON

/// What files hold, by their hashes.
package enum ContentFacts {
    /// The SHA-256 of each file of a folder whose name `counts`, by name.
    package static func hashes(of folder: String, where counts: (String) -> Bool) throws -> JSONObject {
        JSONObject(
            try Files.names(in: folder).filter(counts).map { ($0, .string(try ContentHash.ofFile(folder + "/" + $0))) })
    }
}
