package import LuaHost

/// The tables that evaluations give beside their report.
extension LuaRecord {
    private static let interval =
        "lower and upper end of its 95% interval, where two clusters of problems or more have such answers"

    private static func withInterval(_ name: String, _ summary: String) -> [Field] {
        [.field(name, summary, Double.self), .optional(name + " 95%", interval, [Double].self)]
    }

    /// The same of a share that may be of nothing.
    private static func optionalWithInterval(_ name: String, _ summary: String) -> [Field] {
        [.optional(name, summary, Double.self), .optional(name + " 95%", interval, [Double].self)]
    }

    package static let sampledRate = LuaRecord(
        "SampledRate", "A rate at a budget of programs.",
        [
            .field("rate", "its form: 10@100", String.self),
            .field("drawn", "conversations, or single-turn samples, that are drawn a problem", Int.self),
        ] + withInterval("value", "the share of problems that is solved"))

    package static let turnRates = LuaRecord(
        "TurnRates", "What conversations had reached with their first programs.",
        [.field("turn", "how many programs", Int.self), .field("conversations", "of which the shares are", Int.self)]
            + withInterval("solved", "share that passed all tests")
            + withInterval("passed public", "share that passed the public tests")
            + optionalWithInterval(
                "wrong of these", "of those that passed the public tests, the share that failed a private one"))

    package static let turnOutcome = LuaRecord(
        "TurnOutcome", "One outcome of the answers of one turn.",
        [
            .field("turn", "which turn, from 1", Int.self),
            .field(
                "outcome",
                "\"solved\", \"passed public tests only\", \"no program\", or the verdict of the public tests",
                String.self),
            .field("count", "answers that had it", Int.self), .field("answers", "all answers of the turn", Int.self),
        ] + withInterval("share", "the first of the second"))

    package static let recovery = LuaRecord(
        "Recovery", "What came of conversations after one kind of error.",
        [
            .field("after", "the verdict, or \"no program\"", String.self),
            .optional("turn", "the turn that had it; absent for all turns together", Int.self),
            .field("answers", "answers with this error that another could follow", Int.self),
        ] + withInterval("solved next", "share whose next program solved the problem")
            + withInterval("solved later", "share that any later program solved"))

    package static let similarity = LuaRecord(
        "Similarity", "How alike the programs of a turn are to those before them.",
        [
            .optional("turn", "the later turn; absent for all turns together", Int.self),
            .field("pairs", "pairs of programs that follow each other in a conversation", Int.self),
        ] + withInterval("chrf", "mean chrF of the later program with the earlier one as the reference, from 0 to 1")
            + withInterval("same", "share whose programs are the same"))

    private static let difference: [Field] = [
        .field("p", "two-sided, of no difference", Double.self),
        .field("attainable_p", "the smallest p that the design can reach by signs or ranks alone", Double.self),
        .optional("mde", "the smallest difference that such data show with a probability of 80%", Double.self),
        .field("wins", "problems that are solved more often", Int.self), .field("losses", "less often", Int.self),
        .field("ties", "as often", Int.self),
        .optional("margin", "the margin that was given", Double.self),
        .optional("equivalence_p", "the larger p of the two one-sided tests against it", Double.self),
        .optional(
            "equivalence", "whether the 90% interval is \"within\" the margin, \"beyond\" it or \"undecided\"",
            String.self),
    ]

    package static let comparison = LuaRecord(
        "Comparison", "What evaluation a solves more than b, paired by problem.",
        [
            .field("n", "problems", Int.self), .field("clusters", "clusters that they belong to", Int.self),
            .field("samples", "conversations a problem", Int.self), .field("a", "share that a solved", Double.self),
            .field("b", "share that b solved", Double.self), .field("difference", "a - b", Double.self),
            .field("lower", "lower end of its 95% interval", Double.self),
            .field("upper", "upper end of its 95% interval", Double.self),
        ] + difference + [.field("method", "how interval and p were found", String.self)])

    package static let ablationRow = LuaRecord(
        "AblationRow", "An arm of an ablation beside the reference, whose own row has no difference.",
        [
            .field("arm", "its name", String.self), .field("n", "problems", Int.self),
            .field("clusters", "clusters that they belong to", Int.self), .field("seeds", "training runs", Int.self),
            .field("samples", "conversations a problem in each run", Int.self),
            .field("solved", "share solved", Double.self),
            .field("solved 95%", "lower and upper end of its 95% interval", [Double].self),
            .optional("difference", "this arm less the reference, paired by seed and problem", Double.self),
            .optional("difference 95%", "lower and upper end of its 95% interval", [Double].self),
        ] + difference.map(\.madeOptional)
            + [.optional("holm_p", "p for as many comparisons as there are (Holm)", Double.self)])
}
