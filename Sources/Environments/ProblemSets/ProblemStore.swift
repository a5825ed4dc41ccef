internal import Disk
internal import JSON
package import Rollouts

/// Problems that are kept compressed and read when they are asked for: in memory while they are few, then in a temporary file without a name.
/// So a set of any size takes the memory of its names.
package final class ProblemStore: Sendable {
    /// Compressed problems of more bytes than this go to a file.
    private static let mostInMemory = 32 << 20

    /// What is known of each problem without reading it.
    package struct Entry: Sendable, Hashable {
        package let name, cluster: String
        /// The SHA-256 of its JSON in `ProblemLayout`.
        package let content: String

        init(_ problem: Problem) { self.init(problem, JSONValue.object(ProblemLayout.json(problem)).encoded()) }
        fileprivate init(_ problem: Problem, _ bytes: [UInt8]) {
            (name, cluster, content) = (problem.name, problem.cluster, ContentHash.of(bytes))
        }
    }

    package let entries: [Entry]
    private let memory: [UInt8]
    private let file: SpillFile?
    /// Where each problem ends in `memory` or `file`.
    private let ends: [Int]

    private init(_ entries: [Entry], _ memory: [UInt8], _ file: SpillFile?, _ ends: [Int]) {
        (self.entries, self.memory, self.file, self.ends) = (entries, memory, file, ends)
        hasGroups = entries.contains { $0.cluster != $0.name }
    }

    /// Whether any problem belongs to more than itself.
    package let hasGroups: Bool

    /// The problem at `index`.
    package func problem(at index: Int) throws -> Problem {
        let range = (index == 0 ? 0 : ends[index - 1])..<ends[index]
        let frame = try file?.read(from: range.lowerBound, count: range.count) ?? Array(memory[range])
        let value = try JSONParser.parse(try Zstandard.decompress(frame, limit: .max >> 1))
        return try ProblemLayout.problem(value.object ?? [:])
    }

    /// Fills a store.
    package struct Writer {
        private var entries: [Entry] = []
        private var places: [String: String] = [:]
        private var memory: [UInt8] = []
        private var file: SpillFile?
        private var ends: [Int] = []

        package init() {}

        /// How many problems there are so far.
        package var count: Int { entries.count }

        /// Where the problem of this name came from; nil where there is none.
        package func place(of name: String) -> String? { places[name] }

        /// Adds a problem whose name is new.
        ///
        /// - Parameter place: where it came from, for messages.
        /// - Throws: `SpillError`.
        package mutating func add(_ problem: Problem, from place: String) throws {
            let bytes = JSONValue.object(ProblemLayout.json(problem)).encoded()
            let frame = try Zstandard.compress(bytes)
            entries.append(Entry(problem, bytes))
            places[problem.name] = place
            ends.append((ends.last ?? 0) + frame.count)
            if file == nil, memory.count + frame.count > ProblemStore.mostInMemory {
                file = try SpillFile()
                try file?.append(memory)
                memory = []
            }
            if let file { try file.append(frame) } else { memory += frame }
        }

        /// The problems that were added.
        package func finished() -> ProblemStore { ProblemStore(entries, memory, file, ends) }
    }
}
