import Foundation
import Rollouts
import Sandbox
import Testing

/// What hosts that were killed leave behind, and machines that give less than usual.
@Suite struct LeftoverTests {
    @Test func whatAHostThatIsGoneLeftIsRemovedAndWhatIsInUseIsNot() throws {
        let base = FileManager.default.temporaryDirectory.appending(path: "assay-left-\(UUID().uuidString)").path
        let left = base + "/assay-sandbox-gone"
        try FileManager.default.createDirectory(atPath: left + "/work", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: base) }
        _ = FileManager.default.createFile(atPath: left + "/lock", contents: nil)
        // A compiler that outlived its host.
        let compiler = Process()
        (compiler.executableURL, compiler.arguments) = (URL(filePath: "/usr/bin/sleep"), ["600"])
        compiler.currentDirectoryURL = URL(filePath: left + "/work")
        try compiler.run()
        let place = try TemporaryPlace()
        Leftovers.remove(from: base)
        compiler.waitUntilExit()
        #expect(compiler.terminationReason == .uncaughtSignal)
        #expect(!FileManager.default.fileExists(atPath: left))
        Leftovers.remove(from: (place.folder as NSString).deletingLastPathComponent)
        #expect(FileManager.default.fileExists(atPath: place.folder))
    }

    @Test func theTestsOfOneProgramAreSpreadToTheSameOutcomes() throws {
        let tests = (0..<7).map { TestCase(input: "\($0)", expected: $0 == 4 ? "x" : "\($0)") }
        for stops in [true, false] {
            for source in ["print(input())", "print(", "print(int(input()) + 1)"] {
                let submission = Submission(source: source, tests: tests, stopsAtFirstFailure: stops)
                let verdicts = try [1, 2, 3, 16].map { workers in
                    try SandboxExecutor(.python(), workers: workers).judge([submission])[0].outcomes.map(\.verdict)
                }
                #expect(verdicts.allSatisfy { $0 == verdicts[0] })
                #expect(
                    verdicts[0].count == (source == "print(" || stops && source != "print(input())" ? 1 : stops ? 5 : 7)
                )
            }
        }
    }

    @Test func severalTestsOfOneProgramRunAtTheSameTime() throws {
        let executor = try SandboxExecutor(.python(), workers: 4)
        _ = try executor.judge(
            (0..<4).map { _ in Submission(source: "pass", tests: [TestCase(input: "", expected: "")]) })
        let tests = (0..<5).map { _ in TestCase(input: "", expected: "") }
        let outcomes = try ContinuousClock().measure {
            _ = try executor.judge([
                Submission(source: "import time\ntime.sleep(1)", tests: tests, stopsAtFirstFailure: false)
            ])
        }
        #expect(outcomes < .seconds(4))
    }

    @Test func aProgramThatLowersItsOwnLimitMetNone() throws {
        let executor = try SandboxExecutor(.python(), limits: .forTests)
        let source = "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (0, 0))\nwhile True: pass"
        #expect(try executor.run(source: source).verdict == .runtimeError)
    }

    @Test func noProcessOfACompilationIsLeft() throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/g++") else { return }
        // Orphans come to us, who reap none of them, as where number 1 does not.
        typealias Control = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
        let control = try #require(dlsym(nil, "prctl").map { unsafeBitCast($0, to: Control.self) })
        let becomesParent = Int32(36)
        #expect(control(becomesParent, 1, 0, 0, 0) == 0)
        defer { _ = control(becomesParent, 0, 0, 0, 0) }
        func orphans() -> Int {
            let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int($0) } ?? []
            return numbers.count { number in
                let facts = (try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)) ?? ""
                return facts.contains("(bwrap) Z \(getpid()) ")
            }
        }
        let executor = try SandboxExecutor(.cpp(), limits: .forTests)
        for number in 1...3 { _ = try executor.run(source: "int main() { return 0 * \(number); }") }
        // Others' workers are reaped a moment after they end.
        for _ in 0..<500 where orphans() > 0 { usleep(10_000) }
        #expect(orphans() == 0)
    }
}
