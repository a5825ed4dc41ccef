package import LuaHost
internal import Rollouts

/// The tables about conversations that scripts are given.
extension LuaRecord {
    /// The verdicts as a LuaCATS type.
    private static let verdicts = Verdict.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: "|")
    private static let verdictsOrMissing = verdicts + "|\"\(Verdict.missing)\""

    package static let turn = LuaRecord(
        "Turn", "One answer of a conversation, and what came of it.",
        [
            .field("program", "the program in the answer; empty where it held none", String.self),
            .field(
                "verdict", "what the public tests said, \"\(Verdict.missing)\" where there was none to run",
                String.self,
                spelled: verdictsOrMissing),
            .field("valid", "whether there was a program that compiles", Bool.self),
            .optional("feedback", "what the policy was told next; nothing at the last turn", String.self),
            .field("tokens", "the answer's length", Int.self, unit: "tokens"),
        ])

    package static let episode = LuaRecord(
        "Episode", "One conversation about a problem: what a reward function is called with.",
        [
            .field("problem", "the problem's name", String.self),
            .field("statement", "what the policy was asked", String.self),
            .field("solved", "whether the last program passed all tests, public and private", Bool.self),
            .field("passed_public", "whether it passed the public ones", Bool.self),
            .list("turns", "the answers in their order", of: turn),
        ])

    private static let playedTurn = LuaRecord(
        "PlayedTurn", "One answer of a recorded conversation.",
        turn.fields + [
            .field("answer", "the answer as text", String.self), .field("reward", "what was paid for it", Double.self),
        ])

    package static let playedEpisode = LuaRecord(
        "PlayedEpisode", "A recorded conversation: what trainer.sft imitates, and its function keep is called with.",
        episode.fields.filter { $0.name != "turns" } + [
            .list("turns", "the answers in their order", of: playedTurn),
            .field("reward", "the sum of what was paid", Double.self),
            .field("origin", "what it was played for, as the record has it", String.self),
            .field("index", "its number there, from 1", Int.self),
        ])

    private static let attemptedTest = LuaRecord(
        "AttemptedTest", "What an attempt did on one public test.",
        [
            .field("input", "what the program reads", String.self),
            .field("expected", "what it should print", String.self),
            .field("output", "what it printed", String.self),
            .field("error", "what it wrote to standard error", String.self),
            .field("verdict", "what that is worth", String.self, spelled: verdicts),
        ])

    package static let attempt = LuaRecord(
        "Attempt", "One answer that failed: what a feedback function is called with.",
        [
            .field("problem", "the problem's name", String.self),
            .field("statement", "what the policy was asked", String.self),
            .field("turn", "the number of the answer, from 1", Int.self),
            .field("program", "the program in the answer; empty where it held none", String.self),
            .field("valid", "whether there was a program that compiles", Bool.self),
            .field(
                "verdict", "what the public tests said, \"\(Verdict.missing)\" where there was none to run",
                String.self,
                spelled: verdictsOrMissing),
            .list("tests", "the public tests that were run", of: attemptedTest),
        ])

    package static let printedOutput = LuaRecord(
        "PrintedOutput", "What a program printed on one test: what a checker is called with.",
        [
            .optional("problem", "the problem's name; executor:judge has none", String.self),
            .field("input", "what the program read", String.self),
            .field("expected", "what the test expects", String.self),
            .field("output", "what the program printed", String.self),
        ])

    package static let outcome = LuaRecord(
        "Outcome", "What one program did in one run.",
        [
            .field("verdict", "how it ended, and whether its output was right", String.self, spelled: verdicts),
            .field("stdout", "what it printed, byte for byte", LuaBytes.self),
            .field("stderr", "what it wrote to standard error, U+FFFD for what is not UTF-8", String.self),
            .field("cpu_seconds", "CPU time", Double.self, unit: "seconds"),
            .field("wall_seconds", "time on the clock", Double.self, unit: "seconds"),
            .field("memory_mb", "most memory at once", Double.self, unit: "MiB"),
            .optional("exit_code", "its exit status, unless a signal ended it", Int.self),
            .optional("signal", "the signal that ended it", Int.self),
            .field("near_limit", "whether it used 80% or more of a limit that it kept within", Bool.self),
            .field("may_vary", "what in its text may do otherwise next time", [String].self),
            .optional("difference", "where a wrong answer first differs from what was expected", String.self),
        ])

    package static let judgement = LuaRecord(
        "Judgement", "What a program did on several tests.",
        [
            .field("verdict", "of the whole: the first that is not \"accepted\"", String.self, spelled: verdicts),
            .list("outcomes", "by test", of: outcome),
        ])

    package static let grade = LuaRecord(
        "Grade", "What a program did on a problem, up to its first failure.",
        [
            .field("verdict", "of the whole: the first that is not \"accepted\"", String.self, spelled: verdicts),
            .list("outcomes", "by test, public ones first", of: outcome),
            .field("solved", "whether it passed all tests", Bool.self),
            .optional(
                "passed_public", "whether it passed the public ones, where there was a problem", Bool.self),
        ])

    private static let test = LuaRecord(
        "Test", "One test of a problem.", as: TestOptions.luaType,
        [
            .field("input", "what a program reads", String.self),
            .field("expected", "what it should print", String.self),
        ])

    package static let problem = LuaRecord(
        "Problem", "A problem with its tests.", as: ProblemOptions.luaType,
        [
            .field("name", "what the record calls it", String.self),
            .field("statement", "what the policy is asked", String.self),
            .list("public_tests", "the tests that the policy may see", of: test),
            .list("private_tests", "the tests that decide", of: test),
            .optional(
                "comparison", "how outputs are compared, where scripts can choose it", ComparisonChoice.self),
            .optional("reference", "a program that solves it", String.self),
            .optional("group", "what it belongs to, such as a contest, where that is not itself alone", String.self),
        ])
}
