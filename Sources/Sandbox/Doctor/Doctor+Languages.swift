import Glibc
import Rollouts

extension Doctor {
    func examine(_ language: Language, _ probe: () throws -> LanguageProbe) -> [Finding] {
        examine(language.name, language.interpreter, package: language.package, probe)
    }

    /// Says what there is of a language, then attacks its workers.
    func examine(
        _ name: String, _ interpreter: String, package: String, _ probe: () throws -> LanguageProbe
    ) -> [Finding] {
        guard access(interpreter, X_OK) == 0 else {
            return [
                Finding(
                    name, "version", .absent, "there is no \(interpreter), so scripts cannot use it",
                    remedy: "apt-get install \(package)")
            ]
        }
        return guarding(name, layer: "worker") {
            let probe = try probe()
            let version = try version(of: probe.language)
            if version.state != .holds { return [version] }
            return try [version] + attackWorker(probe) + [attackLimits(probe)] + attackRepetition(probe)
                + (probe.refusedTexts.isEmpty ? [] : [attackCompiler(probe)])
        }
    }

    private func version(of language: Language) throws -> Finding {
        let found = (try? language.version.find(language)) ?? "of no known version"
        func numbers(_ text: String) -> [Int] { text.split(separator: ".").map { Int($0) ?? 0 } }
        if !numbers(found).lexicographicallyPrecedes(numbers(language.oldest)) {
            return Finding(language.name, "version", .holds, "\(found) in \(language.place)")
        }
        return Finding(
            language.name, "version", .absent,
            "\(language.place) is \(found); scripts need \(language.oldest) or newer",
            remedy: "apt-get install \(language.package), on Debian 12, Ubuntu 24.04 or newer")
    }

    private func attackWorker(_ probe: LanguageProbe) throws -> [Finding] {
        let name = probe.language.name
        let outcome = try SandboxExecutor(probe.language, isolation: .bubblewrap(path: bubblewrap))
            .run(source: probe.attack.source, stdin: probe.attack.input)
        guard let breaches = NamespaceProbe.breaches(outcome.output) else {
            return [
                Finding(
                    name, "worker", .broken,
                    "the probe ended with \(outcome.verdict.rawValue): \(outcome.errorOutput.prefix(300))")
            ]
        }
        return probe.layers.map { layer in
            Finding(name, layer.name, tried: layer.tried, breaches: breaches[layer.name] ?? [])
        }
    }

    private func attackLimits(_ probe: LanguageProbe) throws -> Finding {
        let executor = try SandboxExecutor(
            probe.language, limits: probe.limits, isolation: .bubblewrap(path: bubblewrap))
        let breaches = try probe.endless.compactMap { program, verdict -> String? in
            let outcome = try executor.run(source: program.source, stdin: program.input)
            if outcome.verdict == verdict { return nil }
            let what = program.input.isEmpty ? String(program.source.prefix(40)) : program.input
            return "\(what) had the verdict \(outcome.verdict.rawValue)"
        }
        return Finding(
            probe.language.name, "limits", tried: "programs without end on CPU, memory and output were stopped",
            breaches: breaches)
    }

    private func attackRepetition(_ probe: LanguageProbe) throws -> [Finding] {
        let isolation = Isolation.bubblewrap(path: bubblewrap)
        let (one, two) = (
            try SandboxExecutor(probe.language, isolation: isolation),
            try SandboxExecutor(probe.language, isolation: isolation)
        )
        func run(_ executor: SandboxExecutor, _ program: LanguageProbe.Program) throws -> TestOutcome {
            try executor.run(source: program.source, stdin: program.input)
        }
        let states = try [one, two].map { try run($0, probe.state).output }
        let spoilt = try run(one, probe.spoil)
        let after = try run(one, probe.state).output
        let empty = Submission(source: probe.empty, tests: [TestCase(input: "", expected: "")])
        _ = try one.judge([empty])
        let started = ContinuousClock.now
        _ = try one.judge([Submission](repeating: empty, count: 100))
        let each = (ContinuousClock.now - started).milliseconds * 1000 / 100
        return [
            Finding(
                probe.language.name, "addresses", tried: "two workers gave the same addresses and hashes",
                breaches: states[0] == states[1] && !states[0].isEmpty ? [] : ["they differ between workers"],
                remedy: "in a container allow the system call personality: docker run --privileged"),
            Finding(
                probe.language.name, "fork server",
                tried: "a program found nothing of one that spoilt its process; \(each) us for an empty one",
                breaches: after == states[0] && spoilt.verdict == .accepted ? [] : ["a program changed the next one"]),
        ]
    }

    private func attackCompiler(_ probe: LanguageProbe) throws -> Finding {
        let executor = try SandboxExecutor(probe.language, isolation: .bubblewrap(path: bubblewrap))
        let tests = [TestCase(input: "", expected: "")]
        let judgements = try executor.judge(probe.refusedTexts.map { Submission(source: $0, tests: tests) })
        return Finding(
            probe.language.name, "compiler",
            tried: "texts that read /etc and /proc while they were compiled were refused",
            breaches: zip(probe.refusedTexts, judgements).compactMap { text, judgement in
                judgement.verdict == .compileError && !judgement.outcomes[0].errorOutput.contains("root:")
                    ? nil : "'\(text.split(separator: "\n")[0])' was compiled"
            })
    }
}
