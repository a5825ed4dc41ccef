import Foundation
import JSON
import Rollouts
import RunStore
import TestSupport
import Testing

/// What is left for TensorBoard; `scripts/golden/tensorboard_events.py` has TensorBoard itself read it.
@Suite struct EventTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func finishedRun(
        seed: UInt64 = 1, kl: Double = 0.05, status: RunStatus = .completed, source: String = "x"
    ) throws -> RecordedEvents {
        var info = RunInfo(script: "a/sweep.lua", seed: seed, commandLine: [])
        info.parameters = [
            .init(name: "kl", value: .number(kl), defaultValue: 0.05, isSet: true),
            .init(name: "warm", value: false, defaultValue: false, isSet: false),
            .init(name: "limit", value: .number(.infinity), defaultValue: 1, isSet: false),
            .init(name: "sizes", value: [1, 2], defaultValue: [], isSet: false),
        ]
        let run = try RunWriter.create(in: folder.path, info: info, source: source)
        try run.update { _ in }
        try run.finish(status)
        return try RecordedEvents(run.folder)
    }

    private func group(_ events: RecordedEvents) throws -> String {
        try #require(try events.hyperparameters("session_start_info").first?.messages(3).first?.text(4))
    }

    /// RFC 3720, B.4, and the usual check value: the tests' own checksum must be right to find a wrong one.
    @Test func checksumsAreThoseOfTheStandard() {
        #expect(RecordedEvents.checksum(Data("123456789".utf8)) == 0xE306_9283)
        #expect(RecordedEvents.checksum(Data(repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(RecordedEvents.checksum(Data(0..<32)) == 0x46DD_794E)
    }

    @Test func everyNumberIsAScalar() throws {
        let run = try Make.run(in: folder)
        let name = String(repeating: "long ", count: 60)
        try run.log(step: 1, ["loss": 0.1, "tokens": 300], time: ["rate": 2.5])
        try run.log(
            step: 300, ["loss": .number(.nan), "great": .number(1e300), "word": "NaN", "yes": true, "": 7],
            time: ["deep": ["er": 1]])
        try run.log(step: 1 << 40, [name: .number(-.infinity)])
        try run.finish(.completed)
        let events = try RecordedEvents(run.folder)
        #expect(events.events.first?.text(3) == "brain.Event:2")
        let loss = try events.scalars("loss")
        #expect(loss.map(\.step) == [1, 300])
        #expect(loss[0].value == 0.1 && loss[1].value.isNaN)
        #expect(loss.map(\.time) == [1_769_850_002, 1_769_850_003])
        #expect(try events.scalars("tokens").map(\.value) == [300])
        #expect(try events.scalars("great").map(\.value) == [.infinity])
        #expect(try events.scalars("").map(\.value) == [7])
        #expect(try events.scalars(name).map(\.step) == [1 << 40])
        #expect(try events.scalars(name).map(\.value) == [-.infinity])
        #expect(try events.scalars("time/elapsed_seconds").map(\.value) == [1, 2, 3])
        #expect(try events.scalars("time/rate").map(\.value) == [2.5])
        #expect(try events.scalars("time/deep/er").map(\.value) == [1])
        #expect(try events.scalars("word").isEmpty && events.scalars("yes").isEmpty)
    }

    @Test func theFirstStepIsThereWhileTheRunGoesOn() throws {
        let run = try Make.run(in: folder)
        try run.log(step: 1, ["loss": 0.5])
        #expect(try RecordedEvents(run.folder).scalars("loss").map(\.value) == [0.5])
        try run.finish(.completed)
    }

    /// More than the pieces in which events are written.
    @Test func manyStepsComeOutWhole() throws {
        let run = try Make.run(in: folder)
        for step in 1...5000 { try run.log(step: step, ["loss": .int(step), "other": 1]) }
        try run.finish(.completed)
        let loss = try RecordedEvents(run.folder).scalars("loss")
        #expect(loss.map(\.step) == Array(1...5000) && loss.map(\.value) == (1...5000).map(Float.init))
    }

    @Test func parametersAreTold() throws {
        let start = try #require(
            try finishedRun().hyperparameters("session_start_info").first?.messages(3).first)
        var values: [String: Message] = [:]
        for entry in try start.messages(1) { values[try #require(entry.text(1))] = try entry.messages(2).first }
        #expect(Set(values.keys) == ["script", "kl", "warm", "limit", "sizes"])
        #expect(values["script"]?.text(3) == "sweep")
        #expect(values["kl"]?.double(2) == 0.05)
        #expect(values["warm"]?.int(4) == 0)
        #expect(values["limit"]?.text(3) == "inf")
        #expect(values["sizes"]?.text(3) == "1,2")
    }

    @Test func runsThatDifferInTheSeedAloneAreOneGroup() throws {
        let name = try group(finishedRun(seed: 1))
        #expect(name.wholeMatch(of: /sweep kl=0.05 #[0-9a-f]{8}/) != nil)
        #expect(try group(finishedRun(seed: 2)) == name)
        #expect(try group(finishedRun(kl: 0.1)) != name)
        #expect(try group(finishedRun(source: "y")) != name)
    }

    @Test(arguments: [(RunStatus.completed, 1 as Int?), (.failed, 2), (.interrupted, nil)])
    func theEndIsToldWhereItIsOne(_ status: RunStatus, _ number: Int?) throws {
        let end = try finishedRun(status: status).hyperparameters("session_end_info").first?.messages(4).first
        #expect(end?.int(1) == number)
    }

    /// TensorBoard keeps the first parameters it is told of, so none are told before there are some.
    @Test func parametersMayComeAfterTheFirstStep() throws {
        let run = try Make.run(in: folder)
        try run.log(step: 1, ["loss": 1])
        try run.update { $0.parameters = [.init(name: "kl", value: 1, defaultValue: 1, isSet: false)] }
        try run.update { $0.determinism = .init(level: "bitwise", reason: "") }
        try run.finish(.completed)
        let starts = try RecordedEvents(run.folder).hyperparameters("session_start_info")
        #expect(starts.count == 1)
        #expect(try starts.first?.messages(3).first?.messages(1).compactMap { $0.text(1) } == ["script", "kl"])
    }

    @Test func transcriptsOfTheFirstAndTheLastUpdate() throws {
        let run = try Make.run(in: folder)
        var many = Make.episode(2)
        many.problem.statement = String(repeating: "x", count: 10_000)
        for update in 1...11 {
            var episodes = [Make.episode(update), many, Make.episode(2 * update + 1)]
            for index in episodes.indices { episodes[index].turns[1].text = "no program at all" }
            try run.episodes(episodes, origin: .update(update))
        }
        try run.episodes([Make.episode(1)], origin: .evaluation("base"))
        try run.finish(.completed)
        let events = try RecordedEvents(run.folder)
        #expect(try events.texts("episodes/solved").map(\.step) == [1, 2, 4, 8, 11])
        let unsolved = try events.texts("episodes/unsolved")
        #expect(unsolved.map(\.step) == [1, 2, 4, 8, 11])
        #expect(unsolved[0].text.contains("\n    print(1)\n"))
        #expect(unsolved[0].text.contains("\n    p-1\n") && unsolved[0].text.contains("\n    Traceback\n"))
        #expect(unsolved[0].text.contains("\n    no program at all\n"))
        #expect(try events.texts("episodes/solved")[0].text.utf8.count < 6000)
    }

    /// A second writer in the folder, as after a kill: its file comes later by name though the clock went back.
    @Test func aLaterFileTakesOverFromItsFirstStepOn() throws {
        let run = try Make.run(in: folder)
        try folder.write([], to: "\(run.id)/events.out.tfevents.1900000000.assay")
        try run.log(step: 7, ["loss": 1])
        try run.log(step: 8, ["loss": 1])
        try run.finish(.completed)
        let events = try RecordedEvents(run.folder)
        #expect(events.names.last == "events.out.tfevents.1900000001.assay")
        // TensorBoard takes the first start of a run for none, so the first file needs one too; every file has one.
        let starts = try events.events.filter { try $0.messages(7).first?.int(1) == 1 }
        #expect(starts.map { $0.int(2) } == [7])
        // What follows a start may be of the same step; what stands before it would be forgotten.
        let parameters = try events.events.firstIndex {
            try $0.messages(5).first?.messages(1).first?.text(1) == "_hparams_/session_start_info"
        }
        let start = try events.events.firstIndex { try $0.messages(7).first?.int(1) == 1 }
        #expect(try #require(parameters) > #require(start))
    }
}
