internal import Environments
internal import JSON
internal import LuaHost
internal import Rollouts

/// Problems as scripts hold them: a value, from which operations make other sets.
final class ProblemSetObject: LuaObject, Noted {
    let problems: any ContentProblemSet
    unowned let host: Session

    init(_ problems: any ContentProblemSet, host: Session) { (self.problems, self.host) = (problems, host) }

    var noted: JSONValue {
        var json: JSONObject = [
            "problems": .string(problems.name), "count": .int(problems.count), "sha256": .string(problems.content),
        ]
        // Its intervals draw groups of problems, and replay has to know.
        if problems.hasGroups { json["grouped"] = true }
        return .object(json)
    }

    static let luaName = "ProblemSet"
    static var luaClass: LuaClass<ProblemSetObject> {
        LuaClass(
            luaName,
            "Problems with public and private tests. A set does not change: its methods make new ones, which the record knows by content.",
            [
                .property("name", "what the record calls it") { $0.problems.name },
                .property("count", "how many problems; #set is the same") { $0.problems.count },
                .property("sha256", "of its problems in their order; of a generated set, of its recipe") {
                    $0.problems.content
                },
                .property("left_out", "a sentence for each row of its file that cannot be used") {
                    $0.problems.leftOut.map(\.description)
                },
                .length("how many problems") { $0.problems.count },
                .element("the problem at a place, from 1; nil behind the last", record: .one(.problem)) { set, index in
                    guard index >= 1 else { throw LuaMismatch("the first problem is set[1], not set[\(index)]") }
                    return index <= set.problems.count ? try set.problems.problem(at: index - 1).luaTable : nil
                },
                .method(
                    "at", "One problem, which must be there.",
                    LuaParameter("index", "from 1", .in(1...), as: Int.self), returns: "the problem",
                    record: .one(.problem)
                ) { set, index in
                    guard index <= set.problems.count else {
                        throw LuaMismatch("'index' must be from 1 to \(set.problems.count), not \(index)")
                    }
                    return try set.problems.problem(at: index - 1).luaTable
                },
            ] + operations)
    }
}

extension Problem {
    /// What scripts see.
    var luaTable: LuaTable {
        func tests(_ tests: [TestCase]) -> [LuaTable] { tests.map { ["input": $0.input, "expected": $0.expected] } }
        return [
            "name": name, "statement": statement, "public_tests": tests(publicTests),
            "private_tests": tests(privateTests), "comparison": ComparisonChoice(comparison), "reference": reference,
            "group": cluster == name ? nil as String? : cluster,
        ]
    }
}
