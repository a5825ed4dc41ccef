import Foundation
import Rollouts
import Sandbox
import Testing

/// Many executions in a row: `ASSAY_SOAK=100000 swift test -c release --filter SoakTests`. Memory stays flat, and so do bytes. What it costs on the
/// way: `scripts/bench executor --soak 100000`.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["ASSAY_SOAK"] != nil)) struct SoakTests {
    private static let program = """
        import random
        a = list(map(int, input().split()))
        print(sum(a), random.random(), {object() for _ in range(5)}, id([]), hash('x'))
        """
    /// What this process, or all workers together, may have more of at the end than when all was warm, in bytes: a leak of 30 bytes a program
    /// is more, after 20,000. The heaps of the worker threads touch their last pages late.
    private static let mostGrowth = 512 << 10

    /// Anonymous memory of a process that is resident, in bytes.
    private static func memory(of process: pid_t) -> Int {
        let text = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
        return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) << 10
    }

    /// The interpreters that were started under this name.
    private static func workers(_ interpreter: String) -> [pid_t] {
        let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { pid_t($0) } ?? []
        return numbers.filter {
            (try? String(contentsOfFile: "/proc/\($0)/cmdline", encoding: .utf8))?.hasPrefix(interpreter) == true
        }
    }

    @Test func nothingGrowsAndNothingDrifts() throws {
        let total = ProcessInfo.processInfo.environment["ASSAY_SOAK"].flatMap { Int($0) } ?? 0
        // A way to it that nobody else takes.
        let interpreter = "/usr/lib/../bin/../bin/python3"
        let executor = try SandboxExecutor(.python(interpreter: interpreter), workers: 2)
        let tests = (0..<10).map { TestCase(input: "1 2 \($0)", expected: "") }
        let one = Submission(source: Self.program, tests: tests, stopsAtFirstFailure: false)
        let wanted = try executor.judge([one])[0].outcomes.map(\.output)
        // Few at a time: what is measured is what stays, not the results that this test holds.
        let batch = Array(repeating: one, count: 10)
        let workers = Self.workers(interpreter)
        #expect(workers.count == 2)
        var (different, hosts, others) = (0, [Int](), [Int]())
        for _ in 0..<max(10, total / 1000) {
            for _ in 0..<10 {
                for judgement in try executor.judge(batch) where judgement.outcomes.map(\.output) != wanted {
                    different += 1
                }
            }
            hosts.append(Self.memory(of: getpid()))
            others.append(workers.reduce(0) { $0 + Self.memory(of: $1) })
        }
        print("KiB of this process, each 1,000:", hosts.map { $0 >> 10 }, "of the workers:", others.map { $0 >> 10 })
        #expect(different == 0)
        // After a fifth, when all is warm.
        #expect(hosts.last! - hosts[hosts.count / 5] <= Self.mostGrowth)
        #expect(others.last! - others[others.count / 5] <= Self.mostGrowth)
        #expect(Self.workers(interpreter) == workers, "no worker had to be replaced")
    }
}
