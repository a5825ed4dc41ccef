import Foundation
import JSON
import RunIndex
import RunStore
import TestSupport
import Testing

@Suite struct LabelsTests {
    private let folder = try! TemporaryFolder()

    private func found(_ filter: String) throws -> [String] {
        var query = RunQuery()
        query.filter = filter
        return try RunIndex(folder.path).matches(query).matches.map(\.info.id)
    }

    @Test func labelsAreFoundAndDoNotMeetTheWriter() throws {
        let run = try Make.run(in: folder)
        #expect(try found("tag=good") == [])
        try RunLabels.change(in: run.folder) { ($0.tags, $0.note) = (["good", "late"], "Too 'large' a rate") }
        try run.update { $0.parameters = [.init(name: "turns", value: 3, defaultValue: 3, isSet: false)] }
        try run.finish(.completed)
        #expect(try found("tag=good and turns=3 and note~large") == [run.id])
        #expect(try found("tag!=good or tag~oo and not tag=late") == [])
        #expect(
            try RunReader(folder: run.folder).labels() == RunLabels(tags: ["good", "late"], note: "Too 'large' a rate"))
        try RunLabels.change(in: run.folder) { $0.tags = [] }
        #expect(try found("tag=good") == [])
    }

    @Test func changesAtOnceAreAllKept() throws {
        let run = try Make.run(in: folder)
        DispatchQueue.concurrentPerform(iterations: 24) { number in
            _ = try? RunLabels.change(in: run.folder) { $0.tags.append("t\(number)") }
        }
        #expect(Set(try RunLabels(folder: run.folder).tags) == Set((0..<24).map { "t\($0)" }))
    }

    @Test(arguments: ["", "a b", "-x", "+x", "a,b", "a\"b", "\u{1B}[2J", String(repeating: "x", count: 101)])
    func hardTagsAreRefused(_ tag: String) { #expect(throws: RunStoreError.self) { try RunLabels.check(tag: tag) } }

    @Test func aRunningRunIsNotRemoved() throws {
        let run = try Make.run(in: folder)
        let error = #expect(throws: RunStoreError.self) { try RunRemoval(RunReader(folder: run.folder)) }
        #expect(error?.description.contains("it is running") == true)
        try run.finish(.completed)
        let elsewhere = try TemporaryFolder()
        try elsewhere.write("precious", to: "file")
        try FileManager.default.createSymbolicLink(atPath: run.folder + "/link", withDestinationPath: elsewhere.path)
        let removal = try RunRemoval(RunReader(folder: run.folder))
        #expect(removal.bytes > 0)
        try removal.run()
        #expect(try folder.names.filter { $0 != "index.sqlite" } == [])
        #expect(try elsewhere.text("file") == "precious")
    }
}
