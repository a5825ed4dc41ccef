import JSON
import LuaHost
import RunStore
import TestSupport
import Testing

/// Problems that scripts state, and the sets that they make of sets.
@Suite struct ProblemSetTests {
    private let fixture = try! ScriptFixture()

    /// Five problems of two contests and one that stands alone.
    private static let five = """
        local function problem(name, group)
          return { name = name, statement = "Print " .. name .. ".", group = group,
            public_tests = { { input = "", output = name } }, private_tests = { { "1", name } } }
        end
        local set = dataset.problems {
          problem("a", "one"), problem("b", "one"), problem("c", "two"), problem("d", "two"), problem "e" }
        local function names(set)
          local all = {}
          for i, p in ipairs(set) do all[i] = p.name end
          return table.concat(all)
        end

        """

    private func output(_ source: String) throws -> String {
        let ran = try fixture.run(Self.five + source)
        #expect(ran.isCompleted, "\(String(describing: ran.error))")
        return ran.output
    }

    private func complaint(_ source: String, line: Int? = nil) throws -> String {
        let ran = try fixture.run(source)
        let error = try #require(ran.error, "\(source) was accepted")
        if let line { #expect(error.line == line) }
        return error.message
    }

    @Test func aSetIsAListToLua() throws {
        let printed = try output(
            """
            print(#set, set.count, names(set), set[6], set[1].group, set[5].group)
            print(set[2].public_tests[1].expected, set[2].private_tests[1].input, set:at(2).statement)
            """)
        #expect(printed == "5\t5\tabcde\tnil\tone\tnil\nb\t1\tPrint b.\n")
    }

    @Test func operationsMakeNewSets() throws {
        let printed = try output(
            """
            print(names(set:slice(2, 3)), names(set:slice(4)), names(set:take(2)), names(set:slice(2):slice(2, 3)))
            print(names(set:filter(function(p) return p.group == "two" end)))
            local changed = set:map(function(p) p.name = p.name .. "!" p.statement = "Say it." return p end)
            print(names(changed), changed[1].statement, changed[1].public_tests[1].expected, set[1].statement)
            print(names(set:take(1):concat(set:slice(4))), #set:shuffle(3), names(set:shuffle(3)) == names(set:shuffle(3)))
            local other = false
            for seed = 1, 5 do other = other or names(set:shuffle(seed)) ~= names(set) end
            print(other, names(set))
            """)
        #expect(
            printed == """
                bc\tde\tab\tcd
                cd
                a!b!c!d!e!\tSay it.\ta\tPrint a.
                ade\t5\ttrue
                true\tabcde

                """)
    }

    /// The hash follows from what a set holds, however it was made.
    @Test func contentTellsSetsApart() throws {
        let printed = try output(
            """
            local same = set:slice(1, 2):concat(set:slice(3))
            print(set.sha256 == same.sha256, #set.sha256, set:shuffle(1):filter(function() return true end).sha256 == set:shuffle(1).sha256)
            print(set:slice(2).sha256 == set.sha256, set:map(function(p) return p end).sha256 == set.sha256)
            print(set:map(function(p) p.private_tests = {} return p end).sha256 == set.sha256)
            """)
        #expect(printed == "true\t64\ttrue\nfalse\ttrue\nfalse\n")
    }

    @Test func splitKeepsGroupsTogether() throws {
        let printed = try output(
            """
            for seed = 0, 20 do
              local parts = set:split { train = 0.6, test = 0.4, seed = seed }
              local where = {}
              for name, part in pairs(parts) do
                for _, p in ipairs(part) do
                  local group = p.group or p.name
                  assert(where[group] == nil or where[group] == name, group)
                  where[group] = name
                end
              end
              assert(#parts.train + #parts.test == 5 and #parts.train == 3, #parts.train)
            end
            local counts = set:split { a = 2, b = 1, seed = 4 }
            print(#counts.a, #counts.b)
            """)
        #expect(printed == "2\t1\n")
    }

    @Test func theRecordHasContents() throws {
        let ran = try fixture.run(Self.five + "run.note(set:take(2).sha256)\nset:export \"five.jsonl\"\n")
        #expect(ran.isCompleted, "\(String(describing: ran.error))")
        let record = try #require(ran.record)
        let fact = try #require(record.info.provenance["datasets"]?.array?.first)
        #expect(fact["problems"] == 5 && fact["content"]?.string?.count == 64)
        let calls = try record.calls().map(\.json)
        let take = try #require(calls.first { $0["call"] == "ProblemSet:take" })
        #expect(take["result"]?["count"] == 2 && take["result"]?["grouped"] == true)
        #expect(take["inputs"]?["sets"]?.array?.first?["sha256"] == fact["content"])
        let again = try fixture.run(
            "print(dataset.jsonl(\"\(record.folder)/artifacts/five.jsonl\").sha256)")
        #expect(again.output == fact["content"]!.string! + "\n", "\(String(describing: again.error))")
    }

    @Test(arguments: [
        ("{ { name = 'a', statement = 's', public_tests = {} } }", "dataset.problems: problem 1 (\"a\") has no test"),
        ("{ { statement = 's', public_tests = { { '', '' } } } }", "problem 1, which has no name: 'name' is missing"),
        (
            "{ { name = 'a', statement = 's', public_tests = { { '', '1' } } }, { name = 'b', statment = 's', public_tests = { { '', '1' } } } }",
            "problem 2 (\"b\"): unknown field 'statment'; did you mean 'statement'?"
        ),
        (
            "{ { name = 'a', statement = 7, public_tests = { { '', '1' } } } }",
            "problem 1 (\"a\"): 'statement' must be a string, not the number 7"
        ),
        (
            "{ { name = 'a', statement = 's', public_tests = { { '', '1' }, { input = '2' } } } }",
            "problem 1 (\"a\"): 'public_tests[2]' lacks 'output'"
        ),
        (
            "{ { name = 'a', statement = 's', public_tests = { { '', '1' } } }, { name = 'a', statement = 't', public_tests = { { '', '1' } } } }",
            "problem 2 (\"a\") has the name of problem 1"
        ),
        ("{}", "has no problem in it"),
    ]) func whatIsWrongNamesTheProblem(problems: String, expected: String) throws {
        let complaint = try complaint("local x = 1\ndataset.problems \(problems)", line: 2)
        #expect(complaint.contains(expected), "\(complaint)")
    }

    @Test(arguments: [
        ("set[1].statment", "Problem has no field 'statment'; did you mean 'statement'?"),
        ("set[0]", "the first problem is set[1], not set[0]"),
        ("set:filter(function(p) return p.group == 'none' end)", "leaves no problem of the 5 of problems"),
        ("set:filter(function(p) return p.grup end)", "Problem has no field 'grup'; did you mean 'group'?"),
        ("set:map(function(p) end)", "needs a problem back from 'change', which returned nil for problem 1, \"a\""),
        ("set:map(function(p) p.nme = 1 return p end)", "unknown field 'nme'"),
        ("set:map(function(p) p.name = 'x' return p end)", "for problem 2 (\"b\") has the name of problem 1"),
        ("set:slice(3, 2)", "takes places from 1 to 5, the first before the last, not 3 and 2"),
        ("set:slice(3, 9)", "takes places from 1 to 5"),
        ("set:concat(set)", "would have two problems of the name \"a\""),
        ("set:split { train = 0.8, test = 0.3 }", "'parts' has shares of 1.1 together"),
        ("set:split { train = 3, test = 3 }", "'parts' asks for 6 problems, and the set has 5"),
        ("set:split { train = 0.8, sed = 3 }", "must be all shares or all counts"),
        ("set:split { 0.8, 0.2 }", "'parts' must be named"),
        ("set:split { train = 0.99, test = 0.01 }", "leaves no problem for 'test'"),
    ]) func misuseIsTold(source: String, expected: String) throws {
        let complaint = try complaint(Self.five + "local y = " + source)
        #expect(complaint.contains(expected), "\(complaint)")
    }

    /// What a script's function calls while it filters is on the record within the filter, and a resumed script gets it from there.
    @Test func aFilterMayRunPrograms() throws {
        let ran = try fixture.run(
            Self.five + """
                local python = executor.python { workers = 1 }
                print(names(set:filter(function(p) return python:run("print(input())").verdict == "accepted" or p.name == "c" end)))
                """)
        #expect(ran.output == "c\n", "\(String(describing: ran.error))")
    }
}
