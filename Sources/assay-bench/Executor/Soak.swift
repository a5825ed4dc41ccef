import Foundation
import Rendering
import Rollouts
import Sandbox

/// Many executions in a row: what grows, what drifts, and whether every one of them gave the same bytes.
struct Soak: Codable {
    /// After a tenth of the run.
    struct Tenth: Codable {
        var programs: Int
        var milliseconds: Double
        var usage: ProcessUsage
    }
    private(set) var tenths: [Tenth] = []
    /// Programs whose verdict, output or exit status was another than the first one's.
    private(set) var different = 0

    /// The fewest programs that tell something: a tenth is a batch, whose results the host holds.
    static let least = 1000
    private static let batch = 100
    /// What may be added between the second tenth, when all is warm, and the last, in bytes. The C library's heaps of the worker threads take
    /// time to touch all their pages, 132 KiB each; what is in use on them does not grow.
    private static let mostGrowth = 512 << 10

    // Prints what would differ if anything of an earlier program were left: random numbers, the order of a set of objects, addresses, hashes.
    private static let program = """
        import random
        a = list(map(int, input().split()))
        print(sum(a), random.random(), {object() for _ in range(5)}, id([]), hash('x'))
        """

    /// Runs them.
    init(programs: Int, progress: (String) -> Void) throws {
        let executor = try SandboxExecutor(.python(), workers: 2)
        let first = try executor.run(source: Self.program, stdin: "1 2 3\n")
        let test = TestCase(input: "1 2 3\n", expected: first.output)
        let batch = Array(
            repeating: Submission(source: Self.program, tests: [test], comparison: .exact), count: Self.batch)
        for tenth in 1...10 {
            progress("\(tenth) of 10")
            let count = programs / 10 / Self.batch
            let started = ContinuousClock.now
            for _ in 0..<count {
                for judgement in try executor.judge(batch) {
                    if !judgement.outcomes[0].hasSameBytes(as: first) { different += 1 }
                }
            }
            let elapsed = seconds(ContinuousClock.now - started)
            tenths.append(
                Tenth(
                    programs: count * Self.batch, milliseconds: elapsed * 1e3 / Double(count * Self.batch),
                    usage: ProcessUsage()))
        }
    }

    /// Whether nothing grew and every program gave the same bytes. Time is shown and not judged: others may use the machine.
    var isFlat: Bool {
        let (from, to) = (tenths[1].usage, tenths[9].usage)
        return different == 0 && to.descriptors <= from.descriptors && to.processes <= from.processes
            && to.host - from.host <= Self.mostGrowth && to.workers - from.workers <= Self.mostGrowth
    }

    var lines: [String] {
        var table = TextTable([
            .init("tenth", .right), .init("programs", .right), .init("ms each", .right), .init("host KiB", .right),
            .init("workers KiB", .right), .init("descriptors", .right), .init("processes", .right),
        ])
        for (index, tenth) in tenths.enumerated() {
            table.add([
                "\(index + 1)", NumberFormat.grouped(tenth.programs), NumberFormat.fixed(tenth.milliseconds, places: 3),
                NumberFormat.grouped(tenth.usage.host >> 10), NumberFormat.grouped(tenth.usage.workers >> 10),
                "\(tenth.usage.descriptors)", "\(tenth.usage.processes)",
            ])
        }
        return table.lines() + [
            "\(different) of the programs gave other bytes than the first; "
                + (isFlat ? "nothing grew" : "NOT FLAT, from the second tenth to the last")
        ]
    }
}

extension TestOutcome {
    /// Whether all that the program decides is the same; times and memory are the machine's.
    fileprivate func hasSameBytes(as other: TestOutcome) -> Bool {
        verdict == other.verdict && output == other.output && errorOutput == other.errorOutput
            && exitStatus == other.exitStatus && signal == other.signal
    }
}
