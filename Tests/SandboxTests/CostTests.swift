import Foundation
import Rollouts
import Sandbox
import Testing

/// What a (program, test) costs, all processes told: `ASSAY_COST=1 swift test -c release --filter CostTests`.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["ASSAY_COST"] != nil)) struct CostTests {
    private static let program =
        "a=list(map(int,input().split()))\na=[x for x in a if x%2==0]\na=[x*2 for x in a]\nprint(*a,sep='/')\n"

    /// CPU of this process and of the children it has reaped, in seconds.
    private static func cpuSeconds() -> Double {
        [RUSAGE_SELF, RUSAGE_CHILDREN].reduce(0) { total, who in
            var usage = rusage()
            getrusage(__rusage_who_t(who.rawValue), &usage)
            let seconds = Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            return total + seconds + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
        }
    }

    private static func cost(_ batch: [Submission], workers: Int) throws -> (cpu: Double, wall: Double) {
        var wall = 0.0
        let before = cpuSeconds()
        do {
            let executor = try SandboxExecutor(.python(), workers: workers)
            _ = try executor.judge(Array(batch.prefix(8)))
            let started = Date()
            _ = try executor.judge(batch)
            wall = Date().timeIntervalSince(started)
        }
        return (cpuSeconds() - before, wall)
    }

    @Test(arguments: [1, 2]) func cost(workers: Int) throws {
        let tests = (0..<8).map { TestCase(input: "1 2 3 4 \($0 * 2)\n", expected: "4/8/\($0 * 4)") }
        for (name, source, count) in [("pass", "pass", 1), ("4 lines", Self.program, 1), ("4 lines", Self.program, 8)] {
            let one = Submission(source: source, tests: Array(tests.prefix(count)))
            let (few, many) = (40, 440)
            let short = try Self.cost(Array(repeating: one, count: few), workers: workers)
            let long = try Self.cost(Array(repeating: one, count: many), workers: workers)
            let cpu = (long.cpu - short.cpu) / Double(many - few) * 1e3
            print(
                String(
                    format: "%@, %d tests, %d workers: %.2f ms CPU, %.2f ms wall a program", name, count, workers, cpu,
                    long.wall / Double(many) * 1e3))
        }
    }

    @Test(arguments: [1, 2]) func costOfOtherLanguages(workers: Int) throws {
        let lua = "local n = io.read('n') local s = 0 for i = 1, n do s = s + i end print(s)"
        let cpp = "#include <bits/stdc++.h>\nint main() { long n; std::cin >> n; std::cout << n * (n + 1) / 2; }"
        let test = TestCase(input: "100\n", expected: "5050")
        for (name, language, source) in [("Lua", Language.lua(), lua), ("C++, cached", try .cpp(), cpp)] {
            let executor = try SandboxExecutor(language, workers: workers)
            let batch = Array(repeating: Submission(source: source, tests: [test]), count: 2000)
            #expect(try executor.judge(Array(batch.prefix(50))).allSatisfy { $0.verdict == .accepted })
            let started = Date()
            _ = try executor.judge(batch)
            let rate = Double(batch.count) / Date().timeIntervalSince(started)
            print("\(name), \(workers) workers: \(Int(rate)) programs/s")
        }
    }
}
