internal import Environments
internal import JSON
internal import LuaHost
internal import Rollouts

/// Problems as scripts hold them.
final class ProblemSetObject: LuaObject, Noted {
    let problems: any ProblemSet

    init(_ problems: any ProblemSet) { self.problems = problems }

    var noted: JSONValue { ["problems": .string(problems.name), "count": .int(problems.count)] }

    static let luaName = "ProblemSet"
    static var luaClass: LuaClass<ProblemSetObject> {
        LuaClass(
            luaName, "Problems with public and private tests, by index.",
            [
                .property("name", "what the record calls it") { $0.problems.name },
                .property("count", "how many problems") { $0.problems.count },
                .property("left_out", "a sentence for each problem of its file that cannot be used") {
                    ($0.problems as? FileProblems)?.leftOut ?? []
                },
                .method(
                    "take", "The first problems alone.", LuaParameter("count", "how many", .in(1...), as: Int.self),
                    returns: "a problem set"
                ) { set, count in
                    ProblemSetObject(FirstProblems(all: set.problems, count: min(count, set.problems.count)))
                },
                .method(
                    "at", "One problem.", LuaParameter("index", "from 1", .in(1...), as: Int.self),
                    returns: "name, statement, public_tests, private_tests; comparison and reference where there are",
                    record: .one(.problem)
                ) { set, index in
                    guard index <= set.problems.count else {
                        throw LuaMismatch("'index' must be from 1 to \(set.problems.count), not \(index)")
                    }
                    let problem = try set.problems.problem(at: index - 1)
                    func tests(_ tests: [TestCase]) -> [LuaTable] {
                        tests.map { ["input": $0.input, "expected": $0.expected] }
                    }
                    return [
                        "name": problem.name, "statement": problem.statement,
                        "public_tests": tests(problem.publicTests), "private_tests": tests(problem.privateTests),
                        "comparison": ComparisonChoice(problem.comparison), "reference": problem.reference,
                    ] as LuaTable
                },
            ])
    }
}

/// A problem set's beginning; how to talk about the problems stays the same.
struct FirstProblems: TemplatedProblemSet {
    let all: any ProblemSet
    let count: Int
    var name: String { "\(all.name), the first \(count)" }
    var template: any PromptTemplate { (all as? any TemplatedProblemSet)?.template ?? FencedTemplate() }
    func problem(at index: Int) throws -> Problem { try all.problem(at: index) }
}
