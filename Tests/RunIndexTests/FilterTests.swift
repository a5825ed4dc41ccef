import JSON
import RunIndex
import RunStore
import TestSupport
import Testing

/// What filters find, and what they say of mistakes.
@Suite struct FilterTests {
    private let folder: TemporaryFolder
    private let index: RunIndex

    init() throws {
        folder = try TemporaryFolder()
        for (number, (turns, feedback)) in zip([1, 3, 5, 3], ["execution", "random", "it's \"odd\"", "random"])
            .enumerated()
        {
            let run = try RunWriter.create(
                in: folder.path, info: RunInfo(script: "s/rlef.lua", seed: UInt64(number), commandLine: []), source: "",
                suffix: { _ in "000\(number)" })
            try run.update { info in
                info.parameters = [
                    .init(name: "turns", value: .int(turns), defaultValue: 3, isSet: true),
                    .init(name: "feedback", value: .string(feedback), defaultValue: "execution", isSet: true),
                    .init(name: "kl", value: 0.5, defaultValue: 0.5, isSet: false),
                    .init(name: "fast", value: .bool(number == 1), defaultValue: false, isSet: false),
                ]
                info.result = ["best": .int(number)]
                info.provenance = ["git": ["commit": .string("abc\(number)")]]
            }
            if number < 3 { try run.log(step: 1, ["solve_rate": .number(Double(number) / 2), "kl": 0.01, "a b": 1]) }
            try run.row(table: "rates", ["turns": 1, "rate": 0.5])
            try run.row(table: "rates", ["turns": 3, "rate": .number(Double(number))])
            try run.finish(number == 2 ? .failed : .completed)
        }
        index = try RunIndex(folder.path)
    }

    private func found(_ filter: String) throws -> String {
        var query = RunQuery()
        (query.filter, query.sort, query.isAscending) = (filter, "seed", true)
        return try index.matches(query).matches.map { String($0.info.seed) }.joined()
    }

    @Test(arguments: [
        ("turns>=3", "123"), ("turns>=3 and feedback=\"random\"", "13"), ("turns>=3 and feedback=random", "13"),
        ("turns = 1 or turns = 5", "02"), ("turns=1 or turns>=3 and status=failed", "02"),
        ("(turns=1 or turns>=3) and status=failed", "2"), ("not turns=3", "02"), ("turns!=3", "02"), ("turns<>3", "02"),
        ("NOT (turns==3 OR turns==5)", "0"), ("turns='3'", "13"), ("turns>3.5", "2"), ("turns<3e0", "0"),
        // A run that lacks the name satisfies no comparison with it.
        ("solve_rate<100", "012"), ("not solve_rate<100", "3"), ("solve_rate!=0", "12"),
        ("feedback~ODD", "2"), ("feedback=\"it's \\\"odd\\\"\"", "2"), ("fast=true", "1"), ("fast!=true", "023"),
        ("kl=0.5", "0123"), ("metric.kl=0.01", "012"), ("param.kl=0.5", "0123"), ("max(solve_rate)>=0.5", "12"),
        ("`a b`=1", "012"), ("best>=2", "23"), ("result.best=3", "3"), ("rates.rate>=2 and table.rates.turns=3", "23"),
        ("git.commit=abc2", "2"), ("seed>=2", "23"), ("run~0003", "3"), ("id=rlef-0001", "1"), ("script~RLEF", "0123"),
        ("started>=2020-01-01", "0123"), ("started<2020-01-01", ""), ("not started=\"2020-01-01 10:00\"", "0123"),
        ("seconds<100", "0123"), ("steps=0", "3"), ("feedback>3", ""), ("status~ed", "0123"),
    ]) func finds(filter: String, runs: String) throws { #expect(try found(filter) == runs) }

    @Test(arguments: [
        (
            "tursn>=3",
            "\"tursn\" at character 1 of the filter is no parameter, metric or other name of a run here; did you mean \"turns\"?"
        ),
        (
            "turns>=3 and zebra=1",
            "\"zebra\" at character 14 of the filter is no parameter, metric or other name of a run here; see \"assay list --names\""
        ),
        (
            "max(solverate)>1",
            "\"solverate\" at character 1 of the filter is no metric here; did you mean \"solve_rate\"?"
        ),
        ("turns", "the filter ends at character 6 where one of <= >= != = < > ~ after \"turns\" is expected"),
        ("turns 3", "in the filter, \"3\" at character 7 is not expected; one of <= >= != = < > ~ after \"turns\" is"),
        ("turns >=", "the filter ends at character 9 where a value after \"turns >=\" is expected"),
        ("turns=3 feedback=random", "in the filter, \"feedback\" at character 9 is not expected; \"and\" or \"or\" is"),
        ("(turns=3", "the filter ends at character 9 where \")\" is expected"),
        ("turns=3)", "in the filter, \")\" at character 8 is not expected; \"and\" or \"or\" is"),
        ("", "the filter ends at character 1 where a name, e.g. turns >= 3 is expected"),
        ("and turns=3", "in the filter, \"and\" at character 1 is not expected; a name, e.g. turns >= 3 is"),
        ("feedback='random", "in the filter, the ' at character 10 is not closed; add another"),
        (
            "turns>=many",
            "in the filter, \"many\" at character 8 is no number; >= compares numbers, and started and ended with dates"
        ),
        (
            "status=done",
            "in the filter, \"done\" at character 8 is no status; one of running, completed, failed, interrupted, pruned, killed"
        ),
        (
            "started>yesterday",
            "in the filter, \"yesterday\" at character 9 is no date; write 2026-01-31 or \"2026-01-31 09:30\""
        ),
        ("tag<3", "in the filter, \"3\" at character 5 cannot be compared with a tag by <; use = != or ~"),
    ]) func refuses(filter: String, message: String) throws {
        let error = #expect(throws: RunQueryError.self) { try found(filter) }
        #expect(error?.description == message)
    }

    /// Values and names never become a part of the SQL.
    @Test(arguments: [
        "feedback=\"x' OR 1=1 --\"", "feedback='\"; DROP TABLE runs; --'", "run=\"') OR ('1'='1\"", "note~\"%\"",
        "tag=\"_\"",
    ]) func nothingIsInjected(_ filter: String) throws {
        #expect(try found(filter) == "")
        #expect(try found("seed>=0") == "0123")
    }

    @Test func deepNestingIsRefused() throws {
        let deep = String(repeating: "(", count: 5000) + "turns=3" + String(repeating: ")", count: 5000)
        #expect(throws: RunQueryError.self) { try found(deep) }
        #expect(try found(String(repeating: "(", count: 50) + "turns=3" + String(repeating: ")", count: 50)) == "13")
    }

    @Test func sortedByAMetricTheMissingComeLast() throws {
        for (isAscending, order) in [(false, "2103"), (true, "0123")] {
            var query = RunQuery()
            (query.sort, query.isAscending, query.columns) = ("solve_rate", isAscending, ["solve_rate"])
            let found = try index.matches(query)
            #expect(found.matches.map { String($0.info.seed) }.joined() == order)
            #expect(found.matches.last?.values == [nil])
        }
        var query = RunQuery()
        query.limit = 3
        #expect(try index.matches(query).matches.count == 3)
        #expect(try index.matches(query).total == 4)
    }

    @Test func namesAreListed() throws {
        let names = try index.names()
        #expect(names.map(\.kind) == ["every run", "parameter", "metric", "result", "table", "provenance"])
        #expect(names[2].names == ["a b", "kl", "solve_rate", "time.elapsed_seconds"])
    }
}
