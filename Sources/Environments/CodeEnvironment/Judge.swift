internal import Rollouts

/// Runs programs on public and private tests with as few executions as the feedback allows.
///
/// Passing the public tests ends an episode, so the private tests are due at once for exactly the programs that pass.
/// Where feedback shows no more than one failure (`feedback_tests`, or a style that never shows more), a single submission of both, stopped at the first failure, therefore
/// runs what two would run, and compiles once. Where it shows more, the public tests run to their end first.
struct Judge {
    private let executor: any Executor
    private let style: any ConversationStyle
    private let checker: Checker?
    /// Failures that the policy may be shown.
    private let shown: Int

    init(_ environment: CodeEnvironment) {
        (executor, style) = (environment.executor, environment.style)
        shown = environment.config.feedbackTests
        checker = environment.config.checker.flatMap { _ in environment.functions.checker }
    }

    /// What the tests said of one program.
    struct Finding {
        /// On the public tests alone, up to the last failure that may be shown.
        var publicJudgement: Judgement
        var passedPublic: Bool
        var solved: Bool
    }

    /// Judges each program on its problem's tests, in order.
    func judge(_ programs: [(problem: Problem, source: String)]) throws -> [Finding] {
        let submissions = programs.map { problem, source in
            let oneFailure = showsOneFailure(problem)
            return Submission(
                source: source, tests: problem.publicTests + (oneFailure ? problem.privateTests : []),
                stopsAtFirstFailure: oneFailure, comparison: problem.comparison)
        }
        var findings = zip(programs, try run(submissions, of: programs.map(\.problem))).map {
            finding($1, of: $0.problem)
        }
        let pending = programs.indices.filter { findings[$0].passedPublic && !showsOneFailure(programs[$0].problem) }
        let rest = pending.map {
            Submission(
                source: programs[$0].source, tests: programs[$0].problem.privateTests,
                comparison: programs[$0].problem.comparison)
        }
        for (index, judgement) in zip(pending, try run(rest, of: pending.map { programs[$0].problem })) {
            findings[index].solved = judgement.verdict == .accepted
        }
        return findings
    }

    private func showsOneFailure(_ problem: Problem) -> Bool {
        shown == 1 || style.showsOnlyFirstFailure || problem.publicTests.count == 1
    }

    private func run(_ submissions: [Submission], of problems: [Problem]) throws -> [Judgement] {
        guard !submissions.isEmpty else { return [] }
        let judgements =
            if let checker {
                try executor.judge(submissions) { try checker(problems[$0], $1, $2) }
            } else {
                try executor.judge(submissions)
            }
        guard judgements.count == submissions.count else {
            throw IncompleteBatch(asked: submissions.count, got: judgements.count, what: "judgements")
        }
        return judgements
    }

    private func finding(_ judgement: Judgement, of problem: Problem) -> Finding {
        guard judgement.verdict != .compileError else {
            return Finding(publicJudgement: judgement, passedPublic: false, solved: false)
        }
        let count = problem.publicTests.count
        let publicJudgement = Judgement(outcomes: Array(judgement.outcomes.prefix(count)))
        return Finding(
            publicJudgement: publicJudgement.upToFailure(shown),
            passedPublic: publicJudgement.outcomes.count == count && publicJudgement.verdict == .accepted,
            solved: judgement.outcomes.count == count + problem.privateTests.count
                && judgement.verdict == .accepted)
    }
}

extension Judgement {
    /// The outcomes up to the failure of this number, from 1.
    fileprivate func upToFailure(_ number: Int) -> Judgement {
        let failures = outcomes.indices.filter { outcomes[$0].verdict != .accepted }
        return failures.count < number ? self : Judgement(outcomes: Array(outcomes[...failures[number - 1]]))
    }
}

/// A policy or an executor that did not answer for everything it was asked.
package struct IncompleteBatch: Error, CustomStringConvertible {
    package var asked: Int
    package var got: Int
    package var what: String

    package var description: String { "got \(got) \(what) for a batch of \(asked): there must be one for each" }
}
