import Disk
package import RunStore

/// A script and the modules that it requires, as a sweep freezes them.
package struct FrozenSource: Sendable {
    /// The script first; paths are relative to its folder.
    package var files: [(path: String, text: String)]

    /// The most files and bytes that are frozen.
    private static let mostFiles = 1000, mostBytes = 16 << 20

    /// Reads the script at `path`, and each module whose name stands in a `require`.
    ///
    /// - Throws: `SweepError` for a file that cannot be read.
    package init(script path: String) throws {
        let folder = Disk.parent(of: path)
        files = [(Files.lastComponent(path), try Self.text(path))]
        var position = 0
        while position < files.count {
            for module in Self.required(in: files[position].text) {
                let name = module.replacing(".", with: "/") + ".lua"
                // One that is not there is an error of the script's, at its own line, should it come to that.
                guard !files.contains(where: { $0.path == name }), Files.exists(folder + "/" + name) else { continue }
                guard files.count < Self.mostFiles else {
                    throw SweepError("\(path) requires more than \(Self.mostFiles) modules; a sweep freezes no more")
                }
                files.append((name, try Self.text(folder + "/" + name)))
            }
            position += 1
        }
    }

    /// The hashes of the files, as runs record them.
    package var facts: [RunInfo.SourceFile] { files.map { .init(path: $0.path, text: $0.text) } }

    private static func text(_ path: String) throws -> String {
        let bytes: [UInt8]
        do { bytes = try Files.explained { try PlainFile(path, followsLinks: true).whole(limit: mostBytes) } } catch {
            throw SweepError("cannot read the script \(path): \(error)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw SweepError("cannot read the script \(path): it is not UTF-8 text")
        }
        return text
    }

    /// The names in `require "name"` and `require("name")`, in their order. One that a comment or a text holds does no harm.
    static func required(in text: String) -> [String] {
        var names: [String] = []
        for part in text.split(separator: "require", omittingEmptySubsequences: false).dropFirst() {
            let rest = part.drop { $0 == " " || $0 == "(" || $0 == "\t" }
            guard let quote = rest.first, quote == "\"" || quote == "'" else { continue }
            let name = rest.dropFirst().prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
            guard rest.dropFirst(name.count + 1).first == quote, name.first != ".", !name.contains("..") else {
                continue
            }
            if !name.isEmpty, !names.contains(String(name)) { names.append(String(name)) }
        }
        return names
    }
}
