import Foundation
import Rollouts
import Sandbox
import Testing

/// Many executions in a row: `ASSAY_SOAK=100000 swift test -c release --filter SoakTests`. Memory stays flat, and so do cost and bytes.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["ASSAY_SOAK"] != nil)) struct SoakTests {
    private static let program = """
        import random
        a = list(map(int, input().split()))
        print(sum(a), random.random(), {object() for _ in range(5)}, id([]), hash('x'))
        """

    /// Resident memory of this process and its workers, in MiB.
    private static func residentMemory() -> Double {
        let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { pid_t($0) } ?? []
        let ours = numbers.filter { id in
            id == getpid()
                || (try? String(contentsOfFile: "/proc/\(id)/cmdline", encoding: .utf8))?
                    .contains("/usr/lib/../bin/../bin/python3") == true
        }
        return ours.reduce(0) { total, id in
            let pages = (try? String(contentsOfFile: "/proc/\(id)/statm", encoding: .utf8))?.split(separator: " ")
            return total + (pages.flatMap { Double($0[1]) } ?? 0) * 4096 / 1_048_576
        }
    }

    @Test func nothingGrowsAndNothingDrifts() throws {
        let total = ProcessInfo.processInfo.environment["ASSAY_SOAK"].flatMap { Int($0) } ?? 0
        let executor = try SandboxExecutor(.python(interpreter: "/usr/lib/../bin/../bin/python3"), workers: 2)
        let tests = (0..<10).map { TestCase(input: "1 2 \($0)", expected: "") }
        let batch = [Submission](
            repeating: Submission(source: Self.program, tests: tests, stopsAtFirstFailure: false), count: 100)
        var wanted: [String] = []
        var costs: [Double] = []
        var memory: [Double] = []
        for _ in 0..<max(1, total / 1000) {
            let started = Date()
            let judgements = try executor.judge(batch)
            costs.append(Date().timeIntervalSince(started))
            memory.append(Self.residentMemory())
            let outputs = judgements.map { $0.outcomes.map(\.output).joined() }
            if wanted.isEmpty { wanted = outputs }
            #expect(outputs == wanted && Set(outputs).count == 1)
        }
        let part = max(1, costs.count / 10)
        func mean(_ values: some Collection<Double>) -> Double { values.reduce(0, +) / Double(values.count) }
        print(
            String(
                format: "%d executions: %.2f ms each in the first tenth, %.2f in the last; %.1f MiB, then %.1f",
                costs.count * 1000, mean(costs.prefix(part)), mean(costs.suffix(part)), mean(memory.prefix(part)),
                mean(memory.suffix(part))))
        print("MiB by tenth:", stride(from: 0, to: memory.count, by: part).map { Int(memory[$0]) })
        // After the first thousand, which warm the allocator.
        if memory.count > 2 { #expect(memory.last! < memory[1] + 16) }
    }
}
