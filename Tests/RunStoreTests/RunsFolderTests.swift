import RunStore
import TestSupport
import Testing

@Suite struct RunsFolderTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for (index, id) in ["rlef-7f3a", "rlef-7fb2", "turn_budget-0001"].enumerated() {
            let json =
                #"{"format":1,"id":"forged","script":"x.lua","status":"completed","started":"2026-01-0\#(index + 1)T00:00:00.000Z"}"#
            try folder.write(json, to: id + "/run.json")
        }
        try folder.write("", to: "rlef-being-made/source/x.lua")
    }

    private func find(_ name: String) throws -> String { try RunsFolder(folder.path).run(name).info.id }

    @Test func newestFirst() throws {
        let (runs, problems) = try RunsFolder(folder.path).runs()
        #expect(runs.map(\.info.id) == ["turn_budget-0001", "rlef-7fb2", "rlef-7f3a"])
        #expect(problems.isEmpty)
    }

    @Test func aPrefixWillDo() throws {
        #expect(try find("rlef-7f3a") == "rlef-7f3a")
        #expect(try find("rlef-7f3") == "rlef-7f3a")
        #expect(try find("t") == "turn_budget-0001")
        #expect(try find(folder.file("rlef-7fb2/")) == "rlef-7fb2")
    }

    @Test func errorsNameTheNearest() throws {
        #expect(throws: (any Error).self) { try find("rlef") }
        let ambiguous = #expect(throws: RunStoreError.self) { try find("rlef-7f") }
        #expect(ambiguous?.description == "\"rlef-7f\" may be any of rlef-7f3a, rlef-7fb2: give more of the name")
        let unknown = #expect(throws: RunStoreError.self) { try find("rlef-7g3a") }
        #expect(
            unknown?.description
                == "there is no run \"rlef-7g3a\" in \(folder.path); the nearest are rlef-7f3a, rlef-7fb2, turn_budget-0001"
        )
        let empty = #expect(throws: RunStoreError.self) { try RunsFolder(folder.file("none")).run("x") }
        #expect(empty?.code == .notFound)
        #expect(throws: RunStoreError.self) { try find("../\(folder.path)") }
    }
}
