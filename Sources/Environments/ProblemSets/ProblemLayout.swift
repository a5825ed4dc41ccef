package import JSON
package import Rollouts

/// A problem as a JSON object of our own layout: what `dataset.jsonl` reads, what problems are told apart by, and how sets keep them.
///
/// `{"name", "statement", "public_tests": [{"input", "output"}], "private_tests", "comparison", "group", "reference"}`; the last
/// four may be left out. `expected` may stand for `output`, as scripts spell it.
package enum ProblemLayout {
    /// The fields in their order.
    package static let fields = [
        "name", "statement", "public_tests", "private_tests", "comparison", "group", "reference",
    ]

    /// What is wrong with a problem.
    package struct Fault: Error {
        /// A clause: `the field "name" must be a string, not null`.
        package let reason: String
    }

    /// The object of a problem; two problems are the same where its bytes are.
    package static func json(_ problem: Problem) -> JSONObject {
        func list(_ tests: [TestCase]) -> JSONValue {
            .array(tests.map { ["input": .string($0.input), "output": .string($0.expected)] })
        }
        var object: JSONObject = [
            "name": .string(problem.name), "statement": .string(problem.statement),
            "public_tests": list(problem.publicTests), "private_tests": list(problem.privateTests),
        ]
        if problem.comparison != .tokens { object["comparison"] = json(problem.comparison) }
        if problem.cluster != problem.name { object["group"] = .string(problem.cluster) }
        if let reference = problem.reference { object["reference"] = .string(reference) }
        return object
    }

    private static func json(_ comparison: OutputComparison) -> JSONValue {
        switch comparison {
        case .tokens: "tokens"
        case .exact: "exact"
        case .anything: "anything"
        case .asserts: "asserts"
        case .floats(let absolute, let relative):
            ["absolute": .number(absolute), "relative": .number(relative)]
        }
    }

    /// The problem of an object that anybody may have written.
    package static func problem(_ object: JSONObject) throws(Fault) -> Problem {
        if let unknown = object.members.first(where: { !fields.contains($0.key) }) {
            throw Fault(
                reason: "there is no field \"\(unknown.key)\" in a problem; it has \(fields.joined(separator: ", "))")
        }
        let name = try string(object, "name")
        guard !name.isEmpty else { throw Fault(reason: "the field \"name\" must not be empty") }
        return Problem(
            name: name, statement: try string(object, "statement"),
            publicTests: try tests(object, "public_tests"),
            privateTests: object["private_tests"] == nil ? [] : try tests(object, "private_tests"),
            comparison: try object["comparison"].map { value throws(Fault) in try comparison(value) } ?? .tokens,
            reference: object["reference"] == nil ? nil : try string(object, "reference"),
            cluster: object["group"] == nil ? nil : try string(object, "group"))
    }

    private static func string(_ object: JSONObject, _ field: String, of what: String = "") throws(Fault) -> String {
        guard let value = object[field] else {
            throw Fault(reason: "\(what)has no field \"\(field)\"; it has \(names(object))")
        }
        guard let text = value.string else {
            throw Fault(
                reason: "the field \"\(field)\" \(what.isEmpty ? "" : "of \(what)")must be a string, not \(value.kind)")
        }
        return text
    }

    private static func tests(_ object: JSONObject, _ field: String) throws(Fault) -> [TestCase] {
        guard let value = object[field] else {
            throw Fault(reason: "has no field \"\(field)\"; it has \(names(object))")
        }
        guard let list = value.array else {
            throw Fault(reason: "the field \"\(field)\" must be an array of tests, not \(value.kind)")
        }
        var tests: [TestCase] = []
        for (index, test) in list.enumerated() {
            let place = "test \(index + 1) of \"\(field)\" "
            guard let test = test.object else {
                throw Fault(reason: place + "must be an object of input and output, not \(test.kind)")
            }
            if let other = test.members.first(where: { !["input", "output", "expected"].contains($0.key) }) {
                throw Fault(reason: place + "has a field \"\(other.key)\"; a test has input and output")
            }
            guard test["output"] == nil || test["expected"] == nil else {
                throw Fault(reason: place + "has both \"output\" and \"expected\", which mean the same: keep one")
            }
            tests.append(
                TestCase(
                    input: try string(test, "input", of: place),
                    expected: try string(test, test["expected"] == nil ? "output" : "expected", of: place)))
        }
        return tests
    }

    private static func comparison(_ value: JSONValue) throws(Fault) -> OutputComparison {
        let named: [OutputComparison] = [.tokens, .exact, .anything, .asserts]
        if let known = named.first(where: { json($0) == value }) { return known }
        if value == "floats" { return .floats }
        guard let absolute = value["absolute"]?.double, let relative = value["relative"]?.double,
            absolute >= 0, relative >= 0, absolute.isFinite, relative.isFinite
        else {
            throw Fault(
                reason:
                    "the field \"comparison\" must be \"tokens\", \"exact\", \"floats\", \"anything\", \"asserts\", or an "
                    + "object of two numbers, absolute and relative, not \(value.text.prefix(60))")
        }
        return .floats(absolute: absolute, relative: relative)
    }

    private static func names(_ object: JSONObject) -> String {
        object.members.isEmpty ? "none" : object.members.prefix(20).map(\.key).joined(separator: ", ")
    }
}
