import Environments
import Rollouts
import TestSupport
import Testing

@Suite struct CorpusTests {
    typealias Recipe = MiniContests.Corpus.Recipe

    private func exchanges(_ recipe: Recipe, count: Int, seed: UInt64) -> [[MiniContests.Conversation.Exchange]] {
        let corpus = MiniContests.conversations(recipe, seed: seed)
        return (0..<count).map { corpus.conversation(at: $0).exchanges }
    }

    @Test func conversationsAreFunctionsOfSeedRecipeAndIndex() {
        let once = exchanges(.habit, count: 50, seed: 1)
        #expect(once == exchanges(.habit, count: 50, seed: 1))
        #expect(once != exchanges(.habit, count: 50, seed: 2))
        #expect(once.map { $0[0].user } != exchanges(.skill, count: 50, seed: 1).map { $0[0].user })
    }

    @Test func sharesAreThoseOfTheRecipe() {
        let skill = exchanges(.skill, count: 4000, seed: 3)
        #expect(skill.allSatisfy { !$0[0].isDemonstration && $0.dropFirst().allSatisfy(\.isDemonstration) })
        let later = exchanges(.habit, count: 4000, seed: 3).flatMap { $0.dropFirst() }
        let share = Double(later.count(where: \.isDemonstration)) / Double(later.count)
        #expect((0.13...0.17).contains(share))
        let invalid = skill.count { $0.count > 1 && $0[1].user == "No valid code.\n" }
        #expect((0.05...0.07).contains(Double(invalid) / Double(skill.count)))
    }

    /// Programs that are said not to parse do not, the others do, and each message tells what Python would.
    @Test(.enabled(if: Python.isPresent, "no /usr/bin/python3 to compare with"))
    func messagesAreWhatPythonDoes() throws {
        var recipes = [Recipe.skill, .habit, .habit, .habit]
        recipes[2].breaks = 1
        recipes[3].breaks = 0
        recipes[3].undefinedNames = 1
        // Pairs of a program and the message that followed it.
        var pairs: [[String]] = []
        for recipe in recipes {
            for exchanges in exchanges(recipe, count: 1500, seed: 9) {
                for (this, next) in zip(exchanges, exchanges.dropFirst()) { pairs.append([this.program, next.user]) }
            }
        }
        let script = """
            def message(source, said):
                try: compile(source, "p", "exec")
                except SyntaxError: return "No valid code.\\n"
                fields = dict(line.split(": ", 1) for line in said.splitlines()[1:])
                if not fields: return "valid"
                got = run(source, fields["input"])
                head, tail = (got, "") if got.startswith("Error: ") else ("Wrong answer.", "got: %s\\n" % got)
                return "%s\\ninput: %s\\nexpected: %s\\n%s" % (head, fields["input"], fields["expected"], tail)
            answer([[s, m, message(s, m)] for s, m in given if message(s, m) != m])
            """
        let differences = try Python.run(Python.prelude + script, input: pairs, as: [[String]].self)
        #expect(differences == [])
        #expect(pairs.count { $0[1] == "No valid code.\n" } > 2900)
        #expect(pairs.count { $0[1].hasPrefix("Error: NameError: name 'b' is not defined\n") } > 2900)
        #expect(pairs.count { $0[1].hasPrefix("Wrong answer.\ninput: ") } > 2500)
    }

    @Test func messagesWeighWhatTheRecipeSays() {
        let conversation = MiniContests.Conversation(exchanges: [
            .init(user: "s\n", program: "p", isDemonstration: false),
            .init(user: "input: 1\nexpected: 2\ngot: 3\n", program: "q", isDemonstration: true),
        ])
        #expect(conversation.exchanges.map(\.resultOffset) == [nil, 25])
        #expect(
            conversation.messages(.init(demonstration: 1, otherProgram: 0.5, result: 0.25)) == [
                WeightedMessage(.user, "s\n", weight: 0), WeightedMessage(.assistant, "p", weight: 0.5),
                WeightedMessage(.user, "input: 1\nexpected: 2\ngot: 3\n", weight: 0.25, offset: 25),
                WeightedMessage(.assistant, "q", weight: 1),
            ])
    }
}
