internal import Rollouts

/// Runs programs on public and private tests with as few executions as the feedback allows.
///
/// Passing the public tests ends an episode, so the private tests are due at once for exactly the programs that pass.
/// Where feedback shows no more than one failure, a single submission of both, stopped at the first failure, therefore
/// runs what two would run, and compiles once. Where it shows all failures, the public tests run to their end first.
struct Judge {
    let executor: any Executor
    let style: any ConversationStyle

    /// What the tests said of one program.
    struct Finding {
        /// On the public tests alone.
        var publicJudgement: Judgement
        var passedPublic: Bool
        var solved: Bool
    }

    /// Judges each program on its problem's tests, in order.
    func judge(_ programs: [(problem: Problem, source: String)]) throws -> [Finding] {
        let submissions = programs.map { problem, source in
            showsOneFailure(problem)
                ? Submission(source: source, tests: problem.publicTests + problem.privateTests)
                : Submission(source: source, tests: problem.publicTests, stopsAtFirstFailure: false)
        }
        var findings = zip(programs, try run(submissions)).map { finding($1, of: $0.problem) }
        let pending = programs.indices.filter { findings[$0].passedPublic && !showsOneFailure(programs[$0].problem) }
        let rest = pending.map {
            Submission(source: programs[$0].source, tests: programs[$0].problem.privateTests)
        }
        for (index, judgement) in zip(pending, try run(rest)) {
            findings[index].solved = judgement.verdict == .accepted
        }
        return findings
    }

    private func showsOneFailure(_ problem: Problem) -> Bool {
        style.showsOnlyFirstFailure || problem.publicTests.count == 1
    }

    private func run(_ submissions: [Submission]) throws -> [Judgement] {
        guard !submissions.isEmpty else { return [] }
        let judgements = try executor.judge(submissions)
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
            publicJudgement: publicJudgement,
            passedPublic: publicJudgement.outcomes.count == count && publicJudgement.verdict == .accepted,
            solved: judgement.outcomes.count == count + problem.privateTests.count
                && judgement.verdict == .accepted)
    }
}

/// A policy or an executor that did not answer for everything it was asked.
package struct IncompleteBatch: Error, CustomStringConvertible {
    package var asked: Int
    package var got: Int
    package var what: String

    package var description: String { "got \(got) \(what) for a batch of \(asked): there must be one for each" }
}
