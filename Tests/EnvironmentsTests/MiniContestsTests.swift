import Environments
import Rollouts
import Testing

@Suite struct MiniContestsTests {
    @Test func checksumIsZlibs() {
        #expect(CRC32.checksum("123456789") == 0xCBF4_3926)
        #expect(CRC32.checksum("") == 0)
    }

    @Test func splitHolds() {
        let held = MiniContests.Composition.heldOut
        #expect(MiniContests.Composition.all.count == 448)
        #expect(MiniContests.Composition.training.count == 356)
        #expect(held.count == 92)
        #expect(CRC32.checksum(held.map(\.name).joined(separator: "\n")) == 3_345_521_962)
        #expect(Set(held).isDisjoint(with: MiniContests.Composition.training))
    }

    /// Every statement and every program, character by character, as the Python prototype writes them.
    @Test func textsAreThePrototypes() {
        let all = MiniContests.Composition.all
        #expect(CRC32.checksum(all.map(\.statement).joined(separator: "\n")) == 2_410_336_275)
        var programs = ""
        for composition in all {
            let counts = composition.parts.map(\.alternatives.count)
            for a in 0..<counts[0] {
                for b in 0..<counts[1] {
                    for c in 0..<counts[2] {
                        let reading = MiniContests.Reading(parts: composition.indices, alternatives: [a, b, c])
                        programs += reading.program.source
                    }
                }
            }
        }
        #expect(programs.utf8.count == 1_809_204)
        #expect(CRC32.checksum(programs) == 171_388_871)
    }

    @Test func conventionsAreThePrototypes() {
        let parts = MiniContests.Part.kinds.joined().filter { $0.alternatives.count > 1 }
        let conventions = Dictionary(uniqueKeysWithValues: parts.map { ($0.name, $0.conventional) })
        #expect(
            conventions == [
                "big": 3, "first": 1, "last": 3, "skip": 2, "shift": 0, "scale": 2, "zorp": 6, "front": 0, "back": 0,
                "join": 4, "mark": 4, "end": 0, "hide": 2, "sort": 1,
            ])
    }

    @Test func problemsAreFunctionsOfSeedSplitAndIndex() throws {
        let problems = MiniContests.problems(.train, count: 100, seed: 3)
        #expect(problems.name == "minicontests/train")
        #expect(try problems.problem(at: 17) == MiniContests.problems(.train, count: 18, seed: 3).problem(at: 17))
        #expect(try problems.problem(at: 17).name == "minicontests/train/17")
        let tests = try (0..<100).map { try problems.problem(at: $0).publicTests }
        #expect(Set(tests).count == 100)
        let other = MiniContests.problems(.train, count: 100, seed: 4)
        #expect(try other.problem(at: 17) != problems.problem(at: 17))
        let (valid, test) = (MiniContests.Split.valid, MiniContests.Split.test)
        #expect(
            try MiniContests.problems(valid, count: 9, seed: 3).problem(at: 5).publicTests
                != MiniContests.problems(test, count: 9, seed: 3).problem(at: 5).publicTests)
    }

    /// Problems of one composition are one cluster, which the record reads from the statement.
    @Test func problemsOfACompositionAreACluster() throws {
        let set = MiniContests.problems(.test, count: 60, seed: 3)
        let problems = try (0..<60).map { try set.problem(at: $0) }
        let byStatement = Dictionary(grouping: problems, by: \.statement)
        #expect(byStatement.count < 60 && Set(problems.map(\.cluster)).count == byStatement.count)
        for (statement, alike) in byStatement {
            #expect(Set(alike.map(\.cluster)).count == 1)
            let lines = alike[0].cluster.split(separator: "; ").map { "- \($0)\n" }.joined()
            #expect(statement == "Read a list of integers.\n" + lines)
        }
    }

    @Test func problemsOutsideTheSetAreRefused() throws {
        let problems = MiniContests.problems(.test, count: 2, seed: 0)
        let error = #expect(throws: ProblemIndexError.self) { try problems.problem(at: 2) }
        #expect(
            error?.description
                == "problem 2 of minicontests/test does not exist: the set holds 2, numbered 0 to 1")
    }

    @Test(arguments: MiniContests.Split.allCases)
    func testsKeepTheRules(of split: MiniContests.Split) throws {
        let statements = Set(split.compositions.map(\.statement))
        let problems = MiniContests.problems(split, count: 500, seed: 1)
        for index in 0..<500 {
            let problem = try problems.problem(at: index)
            #expect(statements.contains(problem.statement))
            #expect(problem.publicTests.count == 2 && problem.privateTests.count == 6)
            for test in problem.publicTests { #expect(test.input.utf8.count == 9) }
            for test in problem.privateTests { #expect([7, 9, 11, 13].contains(test.input.utf8.count)) }
            for test in problem.publicTests + problem.privateTests {
                #expect((1..<32).contains(test.expected.utf8.count))
            }
        }
    }

    @Test func heldOutCompositionsAreNeverTrainedOn() throws {
        let heldOut = Set(MiniContests.Composition.heldOut.map(\.statement))
        let problems = MiniContests.problems(.train, count: 3000, seed: 5)
        for index in 0..<3000 { #expect(!heldOut.contains(try problems.problem(at: index).statement)) }
        for recipe in [MiniContests.Corpus.Recipe.skill, .habit] {
            let corpus = MiniContests.conversations(recipe, seed: 5)
            for index in 0..<1500 {
                #expect(!heldOut.contains(corpus.conversation(at: index).exchanges[0].user))
            }
        }
    }

    @Test func excludedPartsAreNeverTrainedOnAndAlwaysTested() throws {
        let excluded: Set = ["zorp", "big"], phrases = ["zorp each", "keep the big ones"]
        func asks(_ problem: Problem) -> Bool { phrases.contains { problem.statement.contains($0) } }
        for split in MiniContests.Split.allCases {
            let problems = MiniContests.problems(split, count: 400, seed: 5, excluding: excluded)
            #expect(problems.name == "minicontests/\(split.rawValue) without big, zorp")
            let statements = Set(split.compositions.map(\.statement))
            for index in 0..<400 {
                let problem = try problems.problem(at: index)
                #expect(asks(problem) == (split != .train))
                #expect(statements.contains(problem.statement))
            }
        }
        let all = MiniContests.problems(.train, count: 9, seed: 5, excluding: [])
        #expect(try all.problem(at: 3) == MiniContests.problems(.train, count: 9, seed: 5).problem(at: 3))
    }

    @Test func conventionalReadingsAreTrueAsOftenAsPromised() {
        let problems = MiniContests.problems(.train, count: 4000, seed: 2)
        var ambiguous = 0, conventional = 0
        for index in 0..<4000 {
            let reading = problems.reading(at: index)
            for (kind, part) in reading.parts.enumerated() {
                let part = MiniContests.Part.kinds[kind][part]
                guard part.alternatives.count > 1 else { continue }
                ambiguous += 1
                if part.conventional == reading.alternatives[kind] { conventional += 1 }
            }
        }
        let share = Double(conventional) / Double(ambiguous)
        #expect((0.38...0.42).contains(share))
    }

    /// What Python prints is what the native interpreter says it prints, for every line of the domain.
    @Test(.enabled(if: Python.isPresent, "no /usr/bin/python3 to compare with"))
    func outputsArePythons() throws {
        struct Case: Codable {
            var source: String
            var tests: [TestCase]
        }
        var cases: [Case] = []
        for split in MiniContests.Split.allCases {
            let problems = MiniContests.problems(split, count: 1500, seed: 11)
            for index in 0..<1500 {
                let problem = try problems.problem(at: index)
                cases.append(
                    Case(
                        source: problems.reading(at: index).program.source,
                        tests: problem.publicTests + problem.privateTests))
            }
        }
        // Long lists of large and negative numbers, which no problem has.
        var random = RandomKey(seed: 1, purpose: .script).stream()
        for composition in MiniContests.Composition.all {
            let reading = MiniContests.Reading(parts: composition.indices, using: &random)
            let inputs = (0..<4).map { _ in
                (0..<random.below(12)).map { _ in String(random.below(200) - 100) }.joined(separator: " ")
            }
            let outcomes = inputs.map { input in
                reading.program.judgement(on: [TestCase(input: input, expected: "?")]).outcomes[0].output
            }
            let tests = zip(inputs, outcomes).map { TestCase(input: $0, expected: String($1.prefix(80))) }
            cases.append(Case(source: reading.program.source, tests: tests))
        }
        let script = """
            answer([[c["source"], t["input"], t["expected"], run(c["source"], t["input"])] for c in given
                for t in c["tests"] if run(c["source"], t["input"]) != t["expected"].strip()])
            """
        let differences = try Python.run(Python.prelude + script, input: cases, as: [[String]].self)
        #expect(differences == [])
    }
}
