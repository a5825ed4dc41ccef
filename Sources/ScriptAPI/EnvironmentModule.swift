internal import Environments
internal import LuaHost
internal import Models
internal import Rendering
internal import Rollouts
internal import RunStore

extension ScriptHost {
    /// `environment`: conversations about problems.
    func environmentModule() -> LuaModule {
        LuaModule(
            "environment", "Conversations in which programs run and feedback says what failed.",
            [
                .function(
                    "code", "Several turns on one problem; it ends when the public tests pass.",
                    options: CodeOptions.self, returns: "the environment"
                ) { options in try EnvironmentObject(options) },
                .function(
                    "evaluate", "Solve rates of a policy on problems, with 95% intervals; its episodes are recorded.",
                    options: EvaluateOptions.self, returns: "n, then each number, then its interval under \"… 95%\""
                ) { [unowned self] options in try evaluate(options) },
            ])
    }

    private func evaluate(_ options: EvaluateOptions) throws -> LuaTable {
        var evaluation = Evaluation()
        evaluation.turns = options.turns
        evaluation.window = options.window
        evaluation.temperature = options.temperature
        evaluation.samples = options.samples
        evaluation.independentSamples = options.independent
        evaluation.seed = options.seed.map { UInt64($0) } ?? request.seed
        evaluation.feedback = feedbackRule(options.feedback)
        evaluations += 1
        let name = options.name ?? "evaluation \(evaluations)"
        let started = ContinuousClock.now
        evaluation.progress = { [progress] played, all in
            let elapsed = (ContinuousClock.now - started).seconds
            let left = elapsed / Double(played) * Double(all - played)
            progress?.show("\(name): \(played) of \(all) conversations, \(NumberFormat.duration(left)) left")
        }
        let report = try evaluation.run(
            policy: options.policy.model, problems: options.problems.problems, executor: options.executor.executor)
        for episodes in report.episodes {
            try run().episodes(episodes, origin: .evaluation(name), decode: options.policy.model.codec.decode)
        }
        progress?.clear()
        var out: LuaTable = ["n": report.problemCount, "episodes": report.episodeCount]
        for column in report.columns { out[column.name] = column.estimate.value.luaData }
        for column in report.columns {
            out["\(column.name) 95%"] = [column.estimate.lower, column.estimate.upper].luaData
        }
        return out
    }
}

/// What the policy is told after a failure.
enum FeedbackKind: String, LuaChoice { case execution, random, none }

/// What episodes earn.
struct RewardOptions: LuaOptions {
    @LuaParameter("pass", "at the last turn, when all tests pass") var pass = 1.0
    @LuaParameter("fail", "at the last turn, when one fails") var fail = -1.0
    @LuaParameter("invalid", "at each turn without valid code") var invalid = -0.2
}

/// What an environment is made of.
struct CodeOptions: LuaOptions {
    @LuaParameter("problems", "where problems come from") var problems: ProblemSetObject
    @LuaParameter("executor", "what runs the programs") var executor: ExecutorObject
    @LuaParameter("turns", "most programs for one problem", .in(1...100)) var turns = 3
    @LuaParameter("window", "attempts kept in the context beside the statement", .in(1...100)) var window = 2
    @LuaParameter("feedback", "what the policy is told after a failure, or a function of the attempt that says it")
    var feedback = LuaEither<FeedbackKind, LuaCallback>.first(.execution)
    @LuaParameter("reward", "what is paid, or a function of the episode that pays a number or a list of one a turn")
    var reward: LuaEither<RewardOptions, LuaCallback>?
    @LuaParameter("max_tokens", "an answer is cut here; the problems' own number when left out", .optional(.in(1...)))
    var maxTokens: Int?
}

/// What is measured.
struct EvaluateOptions: LuaOptions {
    @LuaParameter("policy", "who writes the programs") var policy: PolicyObject
    @LuaParameter("problems", "each is tried") var problems: ProblemSetObject
    @LuaParameter("executor", "what runs the programs") var executor: ExecutorObject
    @LuaParameter("turns", "most programs for one problem", .in(1...100)) var turns = 3
    @LuaParameter("window", "attempts kept in the context beside the statement", .in(1...100)) var window = 2
    @LuaParameter("feedback", "what the policy is told after a failure, or a function of the attempt that says it")
    var feedback = LuaEither<FeedbackKind, LuaCallback>.first(.execution)
    @LuaParameter("temperature", "of sampling; 0 takes the most probable token", .in(0...100)) var temperature = 1.0
    @LuaParameter("samples", "conversations a problem", .in(1...10_000)) var samples = 1
    @LuaParameter(
        "independent", "single-turn samples a problem, for what as many programs are worth without feedback",
        .in(0...10_000))
    var independent = 0
    @LuaParameter("seed", "of sampling; the run's when left out", .optional(.in(0...))) var seed: Int?
    @LuaParameter("name", "what the record calls its episodes") var name: String?
}

/// An environment as scripts hold it.
final class EnvironmentObject: LuaObject {
    let environment: CodeEnvironment

    init(_ options: CodeOptions) throws {
        var settings = CodeEnvironment.Options()
        settings.turns = options.turns
        settings.window = options.window
        settings.maximumAnswerTokens = options.maxTokens
        settings.feedback = feedbackRule(options.feedback)
        switch options.reward {
        case nil: break
        case .first(let reward):
            settings.reward = .outcome(pass: reward.pass, fail: reward.fail, invalid: reward.invalid)
        case .second(let function):
            settings.reward = .custom { episode in
                let paid = try function.call(
                    episodeTable(episode), as: LuaEither<Double, [Double]>.self, name: "reward")
                switch paid {
                case .first(let total): return .total(total)
                case .second(let perTurn): return .perTurn(perTurn)
                }
            }
        }
        environment = try CodeEnvironment(
            problems: options.problems.problems, executor: options.executor.executor, options: settings)
    }

    static let luaName = "Environment"
    static var luaClass: LuaClass<EnvironmentObject> {
        LuaClass(
            luaName, "Where a trainer's episodes come from.",
            [
                .property("turns", "most programs for one problem") { $0.environment.options.turns },
                .property("problems", "where problems come from") { ProblemSetObject($0.environment.problems) },
            ])
    }
}

/// A script's choice of feedback.
func feedbackRule(_ feedback: LuaEither<FeedbackKind, LuaCallback>) -> FeedbackRule {
    switch feedback {
    case .first(.execution): .execution
    case .first(.random): .random
    case .first(.none): .none
    case .second(let function):
        .custom { attempt in try function.call(attemptTable(attempt), as: String.self, name: "feedback") }
    }
}
