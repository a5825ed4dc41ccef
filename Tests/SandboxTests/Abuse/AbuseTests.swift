import Foundation
import Rollouts
import Sandbox
import Testing

/// Every hostile program, on one worker, with a good program before, between and after.
@Suite struct AbuseTests {
    /// What does not depend on a clock.
    private static func facts(_ judgement: Judgement) -> String {
        judgement.outcomes.map { "\($0.verdict) \($0.output) \($0.errorOutput) \($0.exitStatus as Any)" }.joined()
    }

    /// The complaints about some programs.
    private static func judge(_ group: HostileGroup, place: String) throws -> [String] {
        let executor = try SandboxExecutor(
            group.language(place), limits: group.limits, isolation: .bubblewrap(path: place + "/bwrap"))
        let good = Submission(source: group.good, tests: [TestCase(input: "3 1 2", expected: "")])
        let hostile = group.programs.map {
            Submission(source: $0.source, tests: [TestCase(input: "", expected: $0.expected)])
        }
        let judgements = try executor.judge([good] + hostile.flatMap { [$0, good] })
        let wanted = facts(judgements[0])
        var complaints = wanted.hasPrefix("wrongAnswer 6 [1, 2, 3]") ? [] : ["the good program: \(wanted)"]
        for (index, program) in group.programs.enumerated() {
            let outcome = judgements[2 * index + 1].outcomes[0]
            let shown = outcome.output + outcome.errorOutput
            if !program.verdicts.contains(outcome.verdict) || shown.contains("root:") {
                complaints.append(
                    "\(program.name): \(outcome.verdict), \(outcome.output.prefix(300)), \(outcome.errorOutput.suffix(300))"
                )
            }
            let after = facts(judgements[2 * index + 2])
            if after != wanted { complaints.append("the good program after \(program.name): \(after)") }
        }
        return complaints
    }

    private static func processes(naming place: String) -> [String] {
        let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.filter { pid_t($0) != nil } ?? []
        return numbers.compactMap { try? String(contentsOfFile: "/proc/\($0)/cmdline", encoding: .utf8) }
            .filter { line in ["bwrap", "python3", "g++"].contains { line.contains("\(place)/\($0)") } }
    }

    private static func mounts() throws -> String { try String(contentsOfFile: "/proc/self/mounts", encoding: .utf8) }

    /// Where a program without walls could leave something, but for `/tmp`, which other tests use.
    private static func sharedFolders() -> [[String]] {
        ["/", "/dev/shm", "/run"].map { ((try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? []).sorted() }
    }

    @Test func thereAreManyWithNamesOfTheirOwn() {
        let all = HostileGroup.allCases.flatMap(\.programs)
        #expect(all.count >= 80)
        #expect(Set(all.map(\.name)).count == all.count)
    }

    @Test(arguments: HostileGroup.possible) func everyProgramIsSurvived(group: HostileGroup) throws {
        // A spelling of its own, by which the processes are found; other copies of this test have others.
        let place = group.place + String(repeating: "/.", count: Int(getpid()) % 199)
        let mounts = try Self.mounts()
        let folders = Self.sharedFolders()
        let complaints = try Self.judge(group, place: place)
        #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
        #expect(Self.processes(naming: place).isEmpty)
        #expect(try Self.mounts() == mounts)
        #expect(Self.sharedFolders() == folders)
    }

    /// The executor becomes `nobody` by itself when it is root; here all of it runs as `nobody`, as on a machine without rights.
    @Test(.enabled(if: Unprivileged.isPossible, "needs root, setpriv, and a build that others may read"))
    func soAreTheyByAnUnprivilegedUser() throws {
        let (status, output) = try Unprivileged.runTests("everyProgramIsSurvived")
        #expect(status == 0, "\(output)")
        #expect(output.contains("with \(HostileGroup.possible.count) test cases passed"), "\(output)")
    }
}
