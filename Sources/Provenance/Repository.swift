internal import JSON
internal import Processes
package import RunStore

/// The git repository that a script lies in, if it does: commit, branch, and what was not committed.
package enum Repository {
    /// The diff's file in the run's folder `source`.
    static let diffName = "uncommitted.diff"
    /// A longer diff is cut here, in bytes.
    private static let longestDiff = 4 << 20
    /// How long git may take, in all.
    private static let patience = Duration.seconds(10)

    /// Looks at the repository of `folder` and notes what it finds; nothing where there is none, or no git.
    package static func note(_ folder: String, in writer: RunWriter) throws {
        guard let (found, diff) = facts(folder, deadline: .now + patience) else { return }
        var object = found
        if let diff {
            try writer.source(diffName, bytes: diff.bytes)
            object["diff"] = .string("source/" + diffName)
            if diff.isCut { object["diff_is_cut"] = true }
        }
        try writer.update { $0.provenance["git"] = .object(object) }
    }

    private static func facts(
        _ folder: String, deadline: ContinuousClock.Instant
    ) -> (object: JSONObject, diff: ChildProcess.Output?)? {
        // Nothing that the repository's own configuration names is run.
        let git = ["git", "-C", folder, "--no-optional-locks", "-c", "core.fsmonitor=false"]
        let status = ["status", "--porcelain=v2", "--branch", "--untracked-files=no", "--ignore-submodules=all"]
        guard let answer = ChildProcess.output(git + status, limit: 1 << 20, deadline: deadline) else { return nil }
        var object = JSONObject(), isDirty = false
        for line in String(decoding: answer.bytes, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 2).map(String.init)
            switch words.prefix(2) {
            case ["#", "branch.oid"] where words.count > 2 && words[2] != "(initial)":
                object["commit"] = .string(words[2])
            case ["#", "branch.head"] where words.count > 2 && words[2] != "(detached)":
                object["branch"] = .string(words[2])
            default: if !line.hasPrefix("#") { isDirty = true }
            }
        }
        object["dirty"] = .bool(isDirty)
        guard isDirty, object["commit"] != nil else { return (object, nil) }
        let diff = ["diff", "HEAD", "--no-ext-diff", "--no-textconv", "--no-color", "--ignore-submodules=all"]
        return (object, ChildProcess.output(git + diff, limit: longestDiff, deadline: deadline))
    }
}
