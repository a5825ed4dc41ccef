import Disk
package import JSON

/// A moment of a run between two calls of its script, from which a killed run goes on.
///
/// It is a folder `resume/NUMBER` of the run: `point.json` here, and beside it what the host saved of the objects that the
/// script held. A run has one, the latest; it comes into being in one step, after all that it counts on is on the disk.
package struct RestartPoint: Sendable, Equatable {
    /// The layout of a restart point. Another one is refused.
    private static let format = 2
    private static let limit = 64 << 20
    /// Where a run keeps its restart point and what else only a resumed run needs.
    static let place = "resume"

    /// The folder that holds what the host saved.
    package let folder: String
    /// How many calls had finished.
    package let calls: Int
    /// How many bytes each growing file of the record had.
    let sizes: [String: Int]
    /// What the host knows itself by.
    package let host: JSONObject

    /// The latest restart point of the run in `folder`, or nil when it has none.
    ///
    /// - Throws: `RunStoreError` when there is one that cannot be read.
    package static func latest(of folder: String) throws -> RestartPoint? {
        let place = folder + "/" + place
        let numbers = try Files.names(in: place).compactMap { Int($0) }
        return try numbers.max().map { try RestartPoint(place + "/\($0)") }
    }

    init(folder: String, calls: Int, sizes: [String: Int], host: JSONObject) {
        (self.folder, self.calls, self.sizes, self.host) = (folder, calls, sizes, host)
    }

    private init(_ folder: String) throws {
        let path = folder + "/point.json"
        func malformed(_ problem: String) -> RunStoreError {
            RunStoreError(.malformed, "\(path) is no restart point: \(problem); rerun the run instead")
        }
        let object: JSONObject
        do {
            object = try JSONParser.parse(try Files.read(path, limit: Self.limit)).object ?? JSONObject()
        } catch let error as JSONError {
            throw malformed("\(error)")
        }
        guard object["format"]?.int == Self.format else { throw malformed("another version of Assay wrote it") }
        guard let calls = object["calls"]?.int, calls >= 0, let files = object["files"]?.object,
            let host = object["host"]?.object
        else { throw malformed("its \"calls\", \"files\" or \"host\" is missing") }
        var sizes: [String: Int] = [:]
        for member in files.members {
            guard let size = member.value.int, size >= 0, GrowingFiles.isOne(member.key) else {
                throw malformed("\"\(member.key)\" is no file of a record, or has no size")
            }
            sizes[member.key] = size
        }
        self.init(folder: folder, calls: calls, sizes: sizes, host: host)
    }

    /// Writes `point.json`.
    func write() throws {
        let files = JSONObject(sizes.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.int($0.value)) })
        let object: JSONObject = [
            "format": .int(Self.format), "calls": .int(calls), "files": .object(files), "host": .object(host),
        ]
        try Files.replace(folder + "/point.json", with: (JSONValue.object(object).prettyText + "\n").utf8)
    }
}

/// A restart point that could not be made, although the record can be written.
package struct RestartPointFailure: Error, CustomStringConvertible {
    let cause: any Error
    package var description: String { "\(cause)" }
}
