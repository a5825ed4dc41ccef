/// The files of a record that only grow.
enum GrowingFiles {
    /// The script's calls, for good.
    static let calls = "calls.jsonl"
    /// What the calls called of the script's functions, while the run can be resumed.
    static let functions = RestartPoint.place + "/functions.jsonl"
    /// Which calls gave rows and metrics their values.
    static let origins = "origins.jsonl"
    static let episodes = "episodes.jsonl.zst"
    /// What servers answered. A resumed run goes on behind what was there, also behind what came after the restart point: nothing of it is
    /// asked for again.
    static let answers = "answers.jsonl"
    private static let fixed = [
        "cells.jsonl", "console.log", episodes, "metrics.jsonl", "notes.md", calls, functions,
        origins, answers,
    ]

    /// Whether `name` is one of them, by its path in the run's folder.
    static func isOne(_ name: String) -> Bool {
        if fixed.contains(name) { return true }
        guard name.hasPrefix("tables/"), name.hasSuffix(".jsonl") else { return false }
        return (try? RecordName.check(String(name.dropFirst(7).dropLast(6)), what: "table")) != nil
    }

    /// Those that the run in `folder` has.
    static func all(in folder: String) throws -> [String] {
        let tables = try Files.names(in: folder + "/tables").map { "tables/" + $0 }
        return (fixed + tables).filter { isOne($0) && Files.exists(folder + "/" + $0) }
    }
}
