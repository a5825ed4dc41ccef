internal import Replay
internal import Disk
internal import JSON
internal import LuaHost
internal import Provenance
internal import Rollouts
internal import Ledger
internal import RunStore

/// An executor as scripts hold it.
final class ExecutorObject: LuaObject, Noted {
    let executor: LedgerExecutor
    /// Which of the run's executors it is, from 1.
    private let number: Int
    unowned let host: Session

    /// What the record says of it.
    let settings: ExecutorSettings

    init(_ executor: LedgerExecutor, settings: ExecutorSettings, host: Session) {
        host.executors += 1
        (self.executor, self.settings, self.host, number) = (executor, settings, host, host.executors)
    }

    /// Makes a call on programs, or answers it from the record of a resumed run: what clocks measured of them, too.
    ///
    /// - Parameter texts: what the call is about.
    private func journaled(
        _ name: String, _ texts: [String] = [], checker: LuaCallback? = nil, body: () throws -> any LuaEncodable
    ) throws -> LuaData {
        var content = ContentHash()
        for text in texts { content.add(text) }
        return try host.journaled(
            "Executor:" + name, [.int(number), .string(content.hexadecimal())],
            functions: checker.map { ["checker": $0] } ?? [:]
        ) { try body().luaData }
    }

    private func run(_ programs: [RunProgramOptions]) throws -> [LuaTable] {
        let judgements = try executor.judge(programs.map(\.submission))
        host.signs.note(judgements)
        return judgements.map { $0.outcomes[0].luaTable }
    }

    var noted: JSONValue { ["executor": .int(number)] }

    static let luaName = "Executor"
    static var luaClass: LuaClass<ExecutorObject> {
        LuaClass(
            luaName, "Runs programs in a sandbox. What a program does is data, never an error.",
            [
                .property("asked", "programs that it was to run or judge so far", spelled: "integer") { executor in
                    try executor.journaled("asked") { executor.executor.counts.asked }
                },
                .property(
                    "answered", "of these, how many the run's ledger answered, as they had run before",
                    spelled: "integer"
                ) { executor in try executor.journaled("answered") { executor.executor.counts.answered } },
                .method(
                    "run", "Runs one program once.", options: RunProgramOptions.self, returns: "its outcome",
                    record: .one(.outcome)
                ) {
                    (executor, options) in
                    try executor.journaled("run", options.texts) { try executor.run([options])[0] }
                },
                .method(
                    "run_all", "Runs many programs, spread over the workers.",
                    LuaParameter("programs", "each as run takes it", as: [RunProgramOptions].self),
                    returns: "their outcomes, in the order of the programs", record: .list(.outcome)
                ) { executor, programs in
                    let texts = programs.flatMap { ["\($0.texts.count)"] + $0.texts }
                    return try executor.journaled("run_all", texts) { try executor.run(programs) }
                },
                .method(
                    "judge", "Runs a program on each test and judges what it prints.",
                    options: JudgeOptions.self,
                    returns: "verdict, and outcomes by test; a wrong answer's says its first difference",
                    record: .one(.judgement)
                ) { (executor, options) in
                    try executor.journaled("judge", [options.source], checker: options.checker) {
                        try executor.judge(options)
                    }
                },
                .method(
                    "grade",
                    "Judges a program on a whole problem, or Python functions by asserts, up to the first failure.",
                    options: GradeOptions.self,
                    returns: "verdict, solved, and for a problem passed_public; outcomes by test, public ones first",
                    record: .one(.grade)
                ) { (executor, options) in
                    try executor.journaled("grade", [options.source]) { try executor.grade(options) }
                },
            ])
    }
}
