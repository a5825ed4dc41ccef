import Foundation
import Rollouts
import Sandbox
import Testing

/// Every hostile program, on one worker, with a good program before, between and after.
@Suite struct AbuseTests {
    private static let good = Submission(
        source: """
            import random
            numbers = list(map(int, input().split()))
            print(sum(numbers), sorted(numbers), {object() for _ in range(3)} and hash('x'), random.random())
            open('scratch', 'w').close()
            import os; os.remove('scratch')
            """, tests: [TestCase(input: "3 1 2", expected: "")])

    /// What does not depend on a clock.
    private static func facts(_ judgement: Judgement) -> String {
        judgement.outcomes.map { "\($0.verdict) \($0.output) \($0.errorOutput) \($0.exitStatus as Any)" }.joined()
    }

    /// The complaints about some programs.
    private static func judge(_ programs: [Hostile], limits: Limits, interpreter: String) throws -> [String] {
        let executor = try SandboxExecutor(.python(interpreter: interpreter), limits: limits)
        let hostile = programs.map {
            Submission(source: $0.source, tests: [TestCase(input: "", expected: $0.expected)])
        }
        let judgements = try executor.judge([good] + hostile.flatMap { [$0, good] })
        let wanted = facts(judgements[0])
        var complaints = wanted.hasPrefix("wrongAnswer 6 [1, 2, 3]") ? [] : ["the good program: \(wanted)"]
        for (index, program) in programs.enumerated() {
            let outcome = judgements[2 * index + 1].outcomes[0]
            if !program.verdicts.contains(outcome.verdict) {
                complaints.append(
                    "\(program.name): \(outcome.verdict), \(outcome.output.prefix(300)), \(outcome.errorOutput.suffix(300))"
                )
            }
            let after = facts(judgements[2 * index + 2])
            if after != wanted { complaints.append("the good program after \(program.name): \(after)") }
        }
        return complaints
    }

    private static func processes(naming interpreter: String) -> [String] {
        let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.filter { pid_t($0) != nil } ?? []
        return numbers.filter { id in
            (try? String(contentsOfFile: "/proc/\(id)/cmdline", encoding: .utf8))?.split(separator: "\0")
                .contains(Substring(interpreter)) == true
        }
    }

    private static func mounts() throws -> String { try String(contentsOfFile: "/proc/self/mounts", encoding: .utf8) }

    /// Where a program without walls could leave something, but for `/tmp`, which other tests use.
    private static func sharedFolders() -> [[String]] {
        ["/", "/dev/shm", "/run"].map { ((try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? []).sorted() }
    }

    @Test func thereAreManyWithNamesOfTheirOwn() {
        #expect(Hostile.all.count >= 80)
        #expect(Set(Hostile.all.map { $0.name }).count == Hostile.all.count)
    }

    @Test(arguments: [true, false]) func everyProgramIsSurvived(waiting: Bool) throws {
        // A spelling of its own, by which the processes are found.
        let folder = (waiting ? "/usr/bin/../bin" : "/usr/lib/../bin") + (getuid() == 0 ? "/." : "")
        let interpreter = folder + "/python3"
        let mounts = try Self.mounts()
        let folders = Self.sharedFolders()
        let limits = Limits(
            cpu: .milliseconds(100), wall: waiting ? .milliseconds(400) : .seconds(30), memory: 128 << 20,
            output: 256 << 10, processes: 8)
        let programs = Hostile.all.filter { $0.waits == waiting }
        let complaints = try Self.judge(programs, limits: limits, interpreter: interpreter)
        #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
        #expect(Self.processes(naming: interpreter).isEmpty)
        #expect(try Self.mounts() == mounts)
        #expect(Self.sharedFolders() == folders)
    }

    /// The executor becomes `nobody` by itself when it is root; here all of it runs as `nobody`, as on a machine without rights.
    @Test(.enabled(if: Unprivileged.isPossible, "needs root, setpriv, and a build that others may read"))
    func soAreTheyByAnUnprivilegedUser() throws {
        let (status, output) = try Unprivileged.runTests("everyProgramIsSurvived")
        #expect(status == 0, "\(output)")
        #expect(output.contains("with 2 test cases passed"), "\(output)")
    }
}
