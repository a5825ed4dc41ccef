import Database
import RunStore
import Disk

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The file `index.sqlite` of a folder of runs: where questions about many runs are asked.
///
/// The folders are the truth. Nothing that writes runs knows of the index; each command that asks it first brings it up to date, by
/// one look at each folder, and reads again only what changed. So it may be deleted at any time, and is right after crashes,
/// copies and deletions. Belongs to one thread at a time; processes share it.
package final class RunIndex {
    /// The file's name in a folder of runs.
    package static let fileName = "index.sqlite"

    /// The folder of runs.
    package let path: String
    /// Why no file is kept, where that is so: one sentence.
    package private(set) var note: String?
    /// Links in the folder, which are not followed.
    var links: [String] = []
    let progress: (_ read: Int, _ of: Int) -> Void
    private var file: SQLiteFile
    private var mayRepair = false

    /// Opens the index of the folder at `path`, brought up to date. A folder that does not exist has no runs.
    ///
    /// - Parameters:
    ///   - rebuilds: whether it is made anew from the folders.
    ///   - progress: told how many runs were read, and of how many, while there are many to read.
    package init(
        _ path: String, rebuilds: Bool = false, progress: @escaping (_ read: Int, _ of: Int) -> Void = { _, _ in }
    ) throws {
        (self.path, self.progress) = (path, progress)
        let place = path + "/" + Self.fileName
        if let reason = Self.reasonForNone(path) {
            (file, note) = (try SQLiteFile(inMemory: place), reason)
        } else {
            do {
                if rebuilds { try Self.remove(place) }
                file = try Self.opened(place)
                mayRepair = true
            } catch let error as RunStoreError {
                // What the runs are is known without it.
                file = try SQLiteFile(inMemory: place)
                note = "\(error); the index was made in memory for this time"
            }
        }
        if !mayRepair { try IndexSchema.prepare(file, name: place) }
        try refreshed()
    }

    private func refreshed() throws {
        do {
            try attempt { try refresh($0) }
        } catch let error as RunStoreError where note == nil && error.code == .cannotWrite {
            // A full disk, or a process that does not let go of the file.
            let place = path + "/" + Self.fileName
            (file, mayRepair) = (try SQLiteFile(inMemory: place), false)
            note = "\(error); the index was made in memory for this time"
            try IndexSchema.prepare(file, name: place)
            try refresh(file)
        }
    }

    /// Asks the index; one that turns out to be damaged is made anew first.
    func attempt<Result>(_ body: (SQLiteFile) throws -> Result) throws -> Result {
        do {
            return try body(file)
        } catch let error as RunStoreError where error.code == .malformed && mayRepair {
            mayRepair = false
            let place = path + "/" + Self.fileName
            try Self.remove(place)
            file = try Self.opened(place)
            try refresh(file)
            return try body(file)
        }
    }

    /// Why no index can be kept in the folder at `path`, or nil.
    private static func reasonForNone(_ path: String) -> String? {
        let remedy = "its index was made in memory for this time"
        if let kind = NetworkFileSystem.kind(of: path) {
            return
                "\(path) lies on a network file system (\(kind)), where SQLite's locks cannot be relied on; \(remedy)"
        }
        if access(path, W_OK) != 0, errno != ENOENT {
            return "\(path) cannot be written (\(String(cString: strerror(errno)).lowercased())); \(remedy)"
        }
        return nil
    }

    /// The index at `place`, made where it is missing and made anew where it is damaged or of another version.
    private static func opened(_ place: String) throws -> SQLiteFile {
        guard Files.isFolder(Disk.parent(of: place)) else { return try prepared(SQLiteFile(inMemory: place), place) }
        do {
            return try prepared(SQLiteFile(place, for: .writing), place)
        } catch let error as RunStoreError where error.code == .malformed || Files.isLink(place) {
            try remove(place)
            return try prepared(SQLiteFile(place, for: .writing), place)
        }
    }

    private static func prepared(_ file: SQLiteFile, _ place: String) throws -> SQLiteFile {
        try IndexSchema.prepare(file, name: place)
        return file
    }

    private static func remove(_ place: String) throws {
        for ending in ["", "-wal", "-shm"] where unlink(place + ending) != 0 && errno != ENOENT {
            throw RunStoreError.cannotWrite(place + ending)
        }
    }
}
