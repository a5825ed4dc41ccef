internal import Disk
internal import Environments
internal import Glibc
internal import JSON
internal import Replay
internal import Rollouts
internal import RunStore
internal import Sandbox

/// Runs the references of files, which are the files' own word on what is right: once, under limits that no machine is too slow for, and from
/// then on their answers are kept by the content of reference and inputs.
struct KeptReferences: Executor {
    let executor: @Sendable () throws -> any Executor
    /// A file an answer, by its hash.
    let folder: String
    /// What a kept answer may have, in bytes.
    private static let limit = 1 << 28

    func judge(_ submissions: [Submission]) throws -> [Judgement] {
        let paths = submissions.map { folder + "/" + Self.key($0) + ".json" }
        var judgements = paths.map { Self.read($0) }
        let missing = judgements.indices.filter { judgements[$0] == nil }
        if !missing.isEmpty {
            let judged = try executor().judge(missing.map { submissions[$0] })
            try Files.makeFolders(folder)
            for (index, judgement) in zip(missing, judged) {
                judgements[index] = judgement
                // What the machine stopped says nothing of the reference.
                if ![.timeLimit, .memoryLimit].contains(judgement.verdict) {
                    try Files.replace(paths[index], with: Self.json(judgement).encoded())
                }
            }
        }
        return judgements.map { $0! }
    }

    private static func key(_ submission: Submission) -> String {
        var hash = ContentHash()
        hash.add("reference 1")
        hash.add(submission.source)
        for test in submission.tests { for text in [test.input, test.expected] { hash.add(text) } }
        return hash.hexadecimal()
    }

    private static func json(_ judgement: Judgement) -> JSONValue {
        .array(
            judgement.outcomes.map {
                [
                    "verdict": .string($0.verdict.rawValue), "output": .string($0.output),
                    "error": .string($0.errorOutput),
                ]
            })
    }

    private static func read(_ path: String) -> Judgement? {
        guard let bytes = try? Files.read(path, limit: limit), let list = (try? JSONParser.parse(bytes))?.array,
            !list.isEmpty
        else { return nil }
        let outcomes = list.compactMap { outcome -> TestOutcome? in
            guard let verdict = outcome["verdict"]?.string.flatMap({ Verdict(rawValue: $0) }),
                let output = outcome["output"]?.string, let error = outcome["error"]?.string
            else { return nil }
            return TestOutcome(verdict: verdict, output: output, errorOutput: error)
        }
        return outcomes.count == list.count ? Judgement(outcomes: outcomes) : nil
    }
}

extension Session {
    /// What runs the references of a file.
    func references(isolation: ExecutorSettings.IsolationName) throws -> KeptReferences {
        // A record, which may come from elsewhere, has no say in how programs are isolated.
        let isolation = request.isReplay ? .bubblewrap : isolation, interrupt = interrupt
        return KeptReferences(
            executor: {
                try SandboxExecutor(
                    .python(), limits: EvalPlusFile.referenceLimits, workers: CoreBudget.cores,
                    isolation: isolation.isolation, interrupt: interrupt)
            }, folder: Self.referenceFolder)
    }

    private static var referenceFolder: String {
        func variable(_ name: String) -> String? {
            getenv(name).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        return (variable("XDG_CACHE_HOME") ?? (variable("HOME") ?? "/tmp") + "/.cache") + "/assay/references"
    }
}
