internal import Glibc

/// Where models are found.
enum ModelFolder {
    /// A path as it is; a bare name beside the script, or among the bundled models.
    ///
    /// - Throws: `ModelNotFound` that says where it looked.
    static func find(_ name: String, beside scriptFolder: String) throws -> String {
        if name.contains("/") {
            guard ScriptFile.isFolder(name) else { throw ModelNotFound(name: name, looked: [name]) }
            return name
        }
        let places = [scriptFolder + "/" + name] + (bundled().map { [$0 + "/" + name] } ?? [])
        guard let found = places.first(where: { ScriptFile.isFolder($0) }) else {
            throw ModelNotFound(name: name, looked: places)
        }
        return found
    }

    /// `experiments` of the project that this program was built in.
    private static func bundled() -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        var path = String(decoding: buffer[..<max(0, count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        while let slash = path.lastIndex(of: "/") {
            path = String(path[..<slash])
            if ScriptFile.isFolder(path + "/experiments/minicoder") { return path + "/experiments" }
        }
        return nil
    }
}

/// A model that is nowhere.
struct ModelNotFound: Error, CustomStringConvertible {
    let name: String
    let looked: [String]
    var description: String {
        "there is no model '\(name)' (looked for the folder \(looked.joined(separator: ", then ")));"
            + " give 'minicoder' or the path of a Hugging Face folder"
    }
}
