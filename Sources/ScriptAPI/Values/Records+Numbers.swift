package import LuaHost

/// The tables of numbers that scripts are given.
extension LuaRecord {
    package static let rates = LuaRecord(
        "Rates", "What an evaluation measured, as a row for run.row.",
        [
            .field("n", "problems", Int.self), .field("episodes", "conversations", Int.self),
            .field("solved", "share solved within the turns asked for", Double.self),
            .pattern("1@K", "share solved with the first K programs of a conversation: 1@1, 1@2, …", Double.self),
            .field("invalid", "share of turns without a program that compiles", Double.self),
            .field("invalid first turn", "the same of first turns", Double.self),
            .optional("repeats", "share of later programs that repeat an earlier one", Double.self),
            .field("turns", "mean number of turns", Double.self),
            .pattern("independent 1@K", "share solved by K programs that see no feedback", Double.self),
            .pattern("n@k", "the rates that report asks for: 10@100, pass@10, independent 1@30", Double.self),
            .pattern("… 95%", "lower and upper end of the interval of each: solved 95%", [Double].self),
            .field(
                "evaluation", "what was evaluated, for stats.compare and run.ablation; rows and metrics leave it out",
                EvaluationObject.self),
        ])

    private static let trainerName = "the trainer's name, where the series of several are kept apart by it"

    private static let updateTime = LuaRecord(
        "UpdateTime", "What clocks measured of an update. Two runs need not agree in it.",
        [
            .field("rollout_seconds", "sampling and judging", Double.self, unit: "seconds"),
            .field("training_seconds", "gradients", Double.self, unit: "seconds"),
            .field("tokens_per_second", "tokens of all episodes over both", Double.self),
            .field("programs", "programs that were judged", Int.self),
            .field("programs_answered", "of these, how many had run before", Int.self),
        ])

    package static let update = LuaRecord(
        "Update", "The metrics of one update, for run.log.",
        [
            .field("step", "the number of the update, from 1", Int.self),
            .field("reward", "mean reward of an episode", Double.self),
            .field("solve_rate", "share of episodes solved", Double.self),
            .field("solve_rate_first_turn", "share solved by the first program", Double.self),
            .field("turns", "mean number of turns", Double.self),
            .field("invalid_rate", "share of turns without a program that compiles", Double.self),
            .field("kl", "mean divergence from the reference policy", Double.self, unit: "nats a token"),
            .field("entropy", "mean entropy of the policy", Double.self, unit: "nats a token"),
            .field("policy_loss", "the clipped surrogate's loss", Double.self),
            .optional("value_loss", "the critic's loss, where there is one", Double.self),
            .optional(
                "kl_loss", "the divergence in the loss, before its weight, where kl_in is \"loss\"", Double.self,
                unit: "nats a token"),
            .field("clip_fraction", "share of ratios that were clipped", Double.self),
            .optional("explained_variance", "of the returns, by the critic, where there is one", Double.self),
            .field("advantage_std", "standard deviation of advantages", Double.self),
            .field("gradient_norm", "before clipping", Double.self),
            .field("learning_rate", "of the policy", Double.self),
            .field("sampled_tokens", "tokens that the policy wrote", Int.self, unit: "tokens"),
            .field("tokens", "tokens of all episodes", Int.self, unit: "tokens"),
            .optional("trainer", trainerName, String.self),
            .one("time", "what clocks measured", updateTime),
        ])

    private static let passTime = LuaRecord(
        "PassTime", "What clocks measured of training steps.",
        [.field("tokens_per_second", "tokens that were trained on", Double.self)])

    package static let passReport = LuaRecord(
        "PassReport", "The metrics of some training steps, for run.log.",
        [
            .field("step", "optimizer steps so far", Int.self),
            .field("loss", "mean of the steps", Double.self, unit: "nats a token"),
            .field("learning_rate", "at the last step", Double.self),
            .field("tokens", "tokens so far", Int.self, unit: "tokens"),
            .optional("trainer", trainerName, String.self),
            .one("time", "what clocks measured", passTime),
        ])

    package static let miniContests = LuaRecord(
        "MiniContests", "The problem sets of MiniContests.",
        [
            .field("train", "problems to train on", ProblemSetObject.self),
            .field("valid", "problems of held-out kinds, to choose by", ProblemSetObject.self),
            .field("test", "problems of held-out kinds, to report", ProblemSetObject.self),
        ])
}
