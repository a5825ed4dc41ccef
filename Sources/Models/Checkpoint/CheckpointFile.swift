#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import Disk
import JSON

/// Whole files of a checkpoint, read within a bound and written so that a reader sees the old file or the new one.
enum CheckpointFile {
    /// The longest `config.json` or index; real ones have a few kilobytes.
    static let smallLimit = 8 << 20
    /// The longest `tokenizer.json`; the largest known ones have about 35 MB.
    static let tokenizerLimit = 256 << 20

    /// The JSON value that the file at `path` holds.
    ///
    /// - Throws: `CheckpointError` when it is missing, longer than `limit` bytes, or not JSON.
    static func json(at path: String, limit: Int = smallLimit) throws -> JSONValue {
        let file = try OpenFile(path)
        guard file.byteCount <= limit else {
            throw CheckpointError(path, "has \(file.byteCount) bytes; at most \(limit) are read")
        }
        do {
            return try JSONParser.parse(try file.read(0..<file.byteCount))
        } catch let error as JSONError {
            throw CheckpointError(path, "is \(error)")
        }
    }

    /// Puts a file at `path` in one step, as `Disk.replace` does.
    ///
    /// - Throws: `CheckpointError` when the disk is full or the folder cannot be written, and what `body` throws.
    static func replace(_ path: String, _ body: (_ write: ([UInt8]) throws -> Void) throws -> Void) throws {
        do {
            try Disk.replace(path, body)
        } catch let error as SystemError {
            throw CheckpointError(path, "cannot be written: \(error)")
        }
    }

    /// Makes the folder at `path` unless it is there; the folder that it lies in must exist.
    static func makeFolder(_ path: String) throws {
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw CheckpointError(path, "the folder cannot be made: \(SystemError())")
        }
    }

    /// Removes the file at `path` if there is one.
    static func remove(_ path: String) throws {
        guard unlink(path) == 0 || errno == ENOENT else {
            throw CheckpointError(path, "cannot be removed: \(SystemError())")
        }
    }
}

/// A checkpoint's file that cannot be read, written or used.
public struct CheckpointError: Error, Hashable, CustomStringConvertible {
    /// The file or folder, as it was given.
    public var file: String
    /// What is wrong with it, what was expected, and the remedy where there is one: the rest of a sentence.
    public var problem: String

    /// An error about `file`.
    public init(_ file: String, _ problem: String) { (self.file, self.problem) = (file, Self.oneLine(problem)) }

    /// What is quoted from a file may be of any length and hold any character: long text is cut in its middle, and what would break the
    /// line is written as `\u{...}`.
    private static func oneLine(_ text: String) -> String {
        var scalars = Array(text.unicodeScalars)
        if scalars.count > longest {
            scalars.replaceSubrange(longest * 3 / 4..<scalars.count - longest / 4, with: " ... ".unicodeScalars)
        }
        return scalars.reduce(into: "") { line, scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator:
                line += "\\u{\(String(scalar.value, radix: 16))}"
            default: line.unicodeScalars.append(scalar)
            }
        }
    }
    private static let longest = 800

    /// `file: problem`.
    public var description: String { "\(file): \(problem)" }
}
