import Disk
import JSON

/// The records of two runs, kind by kind.
struct RecordPair {
    let old: RunReader
    let new: RunReader
    /// Whether one of them may end early.
    let isPrefix: Bool

    /// `metrics.jsonl` line by line; nobody compares what clocks measured.
    func compareMetrics(_ section: inout RunComparison.Section) throws {
        try compareLines("metrics.jsonl", without: "time", in: &section) { number, line in
            "step \(line["step"]?.text ?? String(number))"
        }
    }

    /// The rows of each table.
    func compareTables(_ section: inout RunComparison.Section) throws {
        func tables(_ run: RunReader) throws -> [String] {
            // Without `tableNames`, which reads the notebook too.
            try Files.names(in: run.folder + "/tables").filter { $0.hasSuffix(".jsonl") }
        }
        let (before, after) = (try tables(old), try tables(new))
        for name in union(before, after) {
            let table = "\"\(name.dropLast(6))\""
            guard both(before, after, name, "the table \(table)", in: &section) else { continue }
            try compareLines("tables/" + name, in: &section) { number, _ in "table \(table), row \(number)" }
        }
    }

    /// The files of a folder, by their bytes.
    func compareFiles(_ folder: String, _ kind: String, in section: inout RunComparison.Section) throws {
        func names(_ run: RunReader) throws -> [String] {
            try Files.names(in: run.folder + "/" + folder).filter { !$0.hasSuffix(".partial") }
        }
        let (before, after) = (try names(old), try names(new))
        for name in union(before, after) {
            guard both(before, after, name, "the \(kind) \"\(name)\"", in: &section) else { continue }
            // A plot is two files.
            if !name.hasSuffix(".svg") || folder != "plots" { section.compared += 1 }
            section.note(
                try FileBytes.difference(
                    "\(kind) \"\(name)\"", old.folder + "/\(folder)/" + name, new.folder + "/\(folder)/" + name))
        }
    }

    /// Each checkpoint with all its files.
    func compareCheckpoints(_ section: inout RunComparison.Section) throws {
        let (before, after) = (try old.checkpointNames(), try new.checkpointNames())
        for name in union(before, after) {
            if !before.contains(name) {
                // Checkpoints are large, and removed to make room: what is gone decides nothing.
                section.problem =
                    "\(old.info.id) has no checkpoint \"\(name)\" any more to compare with, or never had one"
                continue
            }
            guard both(before, after, name, "the checkpoint \"\(name)\"", in: &section) else { continue }
            section.compared += 1
            let folders = (old.folder + "/checkpoints/" + name, new.folder + "/checkpoints/" + name)
            let (files, others) = (try Files.names(in: folders.0), try Files.names(in: folders.1))
            var found: RecordDifference?
            for file in union(files, others) where found == nil {
                let place = "checkpoint \"\(name)\", \(file)"
                found =
                    files.contains(file) && others.contains(file)
                    ? try FileBytes.difference(place, folders.0 + "/" + file, folders.1 + "/" + file)
                    : RecordDifference(
                        place, old: files.contains(file) ? "there" : nil, new: others.contains(file) ? "there" : nil)
            }
            section.note(found)
        }
    }

    /// How the runs ended, and what they returned.
    func compareEnds(_ section: inout RunComparison.Section) throws {
        section.compared += 1
        guard old.info.status == new.info.status else {
            let end = RecordDifference("how it ended", old: old.info.status.rawValue, new: new.info.status.rawValue)
            return section.note(end)
        }
        // Records from before there were results have none.
        guard old.info.result != .null || old.hasCalls else { return }
        section.note(RecordDifference("the result", old.info.result, new.info.result))
    }

    /// Compares a file line by line, a line of each in memory, then the numbers of lines.
    ///
    /// - Parameter key: what is left out of each line.
    private func compareLines(
        _ name: String, without key: String? = nil, in section: inout RunComparison.Section,
        place: (_ number: Int, _ line: JSONObject) -> String
    ) throws {
        try Files.explained {
            var lines = try ComparedLines(old.folder + "/" + name, without: key)
            var others = try ComparedLines(new.folder + "/" + name, without: key)
            while true {
                let (line, other) = (try lines.next(), try others.next())
                guard let line, let other else {
                    guard !isPrefix, let first = line ?? other else { return }
                    let number = max(lines.count, others.count)
                    section.note(
                        RecordDifference(
                            place(number, first), old: line.map { _ in "there" }, new: other.map { _ in "there" }))
                    // The longer one's rest.
                    while try lines.next() != nil { section.differing += 1 }
                    while try others.next() != nil { section.differing += 1 }
                    return
                }
                section.compared += 1
                section.note(RecordDifference(place(lines.count, line), .object(line), .object(other)))
            }
        }
    }

    /// Whether both have `name`; where only one has, that is a difference, unless one of the runs may end early.
    private func both(
        _ before: [String], _ after: [String], _ name: String, _ place: String, in section: inout RunComparison.Section
    ) -> Bool {
        if before.contains(name), after.contains(name) { return true }
        if !isPrefix {
            let isOld = before.contains(name)
            section.note(RecordDifference(place, old: isOld ? "there" : nil, new: isOld ? nil : "there"))
        }
        return false
    }

    private func union(_ before: [String], _ after: [String]) -> [String] { Set(before).union(after).sorted() }
}

/// The lines of a `.jsonl` record without one of their keys; of a file that is not there none.
private struct ComparedLines: ~Copyable {
    private var reader: RecordLineReader?
    private let key: String?
    private(set) var count = 0

    init(_ path: String, without key: String?) throws {
        reader = Files.exists(path) ? try RecordLineReader(path) : nil
        self.key = key
    }

    mutating func next() throws -> JSONObject? {
        guard var line = try reader?.next() else { return nil }
        count += 1
        if let key { line[key] = nil }
        return line
    }
}

/// Files beside each other.
enum FileBytes {
    private static let piece = 1 << 20

    /// The first byte in which two files differ, or their lengths; nil when they are the same.
    static func difference(_ place: String, _ old: String, _ new: String) throws -> RecordDifference? {
        try Files.explained {
            let left = try PlainFile(old), right = try PlainFile(new)
            for start in stride(from: 0, to: min(left.size, right.size), by: piece) {
                let a = try left.read(from: start, count: piece), b = try right.read(from: start, count: piece)
                // Most pieces are the same: that is told at once.
                if a == b { continue }
                if let index = zip(a, b).enumerated().first(where: { $0.element.0 != $0.element.1 })?.offset {
                    return RecordDifference(
                        "\(place), byte \(start + index)", old: "\(a[index])", new: "\(b[index])")
                }
            }
            guard left.size != right.size else { return nil }
            return RecordDifference("\(place), length", old: "\(left.size) bytes", new: "\(right.size) bytes")
        }
    }
}
