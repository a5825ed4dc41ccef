internal import Environments
internal import LuaHost
internal import Rollouts

/// A test as scripts state it.
struct ProblemTestTable: LuaOptions {
    @LuaParameter("input", "what a program reads from standard input", position: 1) var input: String
    @LuaParameter("output", "what it must print", position: 2) var output: String?
    @LuaParameter("expected", "the same, as problems give it") var expected: String?

    func validate() throws(LuaMismatch) {
        guard (output == nil) != (expected == nil) else {
            let given = output == nil ? "lacks 'output'" : "has both 'output' and 'expected'"
            throw LuaMismatch("\(given): a test is { input = \"…\", output = \"…\" }")
        }
    }

    var test: TestCase { TestCase(input: input, expected: output ?? expected ?? "") }
}

/// A problem as scripts state it.
struct ProblemTable: LuaOptions {
    @LuaParameter("name", "what the record calls it; no other problem of the set has it") var name: String
    @LuaParameter("statement", "what the policy is asked") var statement: String
    @LuaParameter(
        "public_tests", "{ input = …, output = … } each; failures on these are told to the policy",
        spelled: "ProblemTestTable[]")
    var publicTests: [ProblemTestTable]
    @LuaParameter(
        "private_tests", "the same; together with the public ones they decide", spelled: "ProblemTestTable[]")
    var privateTests: [ProblemTestTable] = []
    @LuaParameter("comparison", "what of the output must be the same; see executor:judge")
    var comparison = ComparisonChoice.tokens
    @LuaParameter(
        "group",
        "what it belongs to, such as a contest: intervals draw the problems of a group together, and split keeps them together"
    )
    var group: String?
    @LuaParameter("reference", "a program that is right; never shown to a policy") var reference: String?

    func validate() throws(LuaMismatch) {
        if name.isEmpty { throw LuaMismatch("has an empty 'name'") }
        if publicTests.isEmpty && privateTests.isEmpty {
            throw LuaMismatch("has no test: give 'public_tests', whose failures are told, and 'private_tests'")
        }
    }

    var problem: Problem {
        Problem(
            name: name, statement: statement, publicTests: publicTests.map(\.test),
            privateTests: privateTests.map(\.test), comparison: comparison.comparison, reference: reference,
            cluster: group)
    }
}

/// A list of problems that a script states; what is wrong names the problem by its place and name.
struct ProblemList: LuaDecodable {
    var problems: ScriptProblems

    static var luaType: String { "ProblemTable[]" }
    static var luaExpectation: String { "a list of problems: { { name = …, statement = …, public_tests = … }, … }" }
    static var luaTakesTable: Bool { true }
    static var luaTables: [LuaOptionsDescription] { ProblemTestTable.luaTables + ProblemTable.luaTables }

    static func decode(_ data: LuaData) throws(LuaMismatch) -> ProblemList {
        let tables = try [LuaTable].decode(data)
        guard !tables.isEmpty else { throw LuaMismatch("has no problem in it; give \(luaExpectation)") }
        var list = ProblemList(problems: ScriptProblems())
        for (index, table) in tables.enumerated() {
            do throws(LuaMismatch) { try list.problems.add(try ProblemTable.decode(table.luaData).problem) } catch {
                let name = try? String.decode(table["name"])
                throw error.inProblem(index + 1, named: name, of: nil)
            }
        }
        return list
    }
}

/// Problems of a script on their way into a set.
struct ScriptProblems {
    private var writer = ProblemStore.Writer()

    /// - Throws: `LuaMismatch` for a name that is taken.
    mutating func add(_ problem: Problem) throws(LuaMismatch) {
        if let place = writer.place(of: problem.name) {
            throw LuaMismatch("has the name of \(place); names must differ")
        }
        do { try writer.add(problem, from: "problem \(writer.count + 1)") } catch { throw LuaMismatch("\(error)") }
    }

    func set(_ name: String, template: any PromptTemplate) -> StatedProblems {
        StatedProblems(name, writer.finished(), template: template)
    }
}

extension LuaMismatch {
    /// The same with the problem before it: `problem 2 ("sum") lacks …`.
    fileprivate func said(of problem: String) -> LuaMismatch {
        let text = path.isEmpty ? self.problem : "'\(path.drop { $0 == "." })' \(self.problem)"
        let words = text.replacing("unknown option", with: "unknown field")
        let isClause = ["has ", "lacks "].contains { words.hasPrefix($0) }
        var sentence = LuaMismatch("\(problem)\(isClause ? " " : ": ")\(words)")
        sentence.isSentence = true
        return sentence
    }

    func inProblem(_ number: Int, named name: String?, of what: String?) -> LuaMismatch {
        let title = "problem \(number)" + (name.map { " (\"\($0.prefix(60))\")" } ?? ", which has no name")
        return said(of: what.map { "\($0) for \(title)" } ?? title)
    }
}
