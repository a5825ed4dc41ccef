import Foundation
import Rendering

/// What the driver of a long sweep spends on each trial, from the first of them to the last.
struct DriverCost: Codable {
    /// A tenth of the trials.
    struct Tenth: Codable {
        /// The last of them.
        var end: Int
        /// CPU time of the driver alone, and time from one trial to the next, in milliseconds a trial.
        var cpu, wall: Double
        /// Memory of the driver at its end, in bytes.
        var memory: Int
    }
    var trials: Int
    private(set) var tenths: [Tenth] = []

    /// The driver at a moment.
    private struct Moment {
        var ended: Int
        var usage: ProcessUsage.Own
        var time: ContinuousClock.Instant
    }

    /// The fewest trials of which a tenth tells something.
    static let least = 100
    /// The last tenth may cost so many times what the first did.
    private static let mostGrowth = 1.1

    /// Runs a sweep of so many empty trials, one at a time, and looks at its driver from outside.
    static func measure(_ programs: SweepPrograms, trials: Int, progress: (String) -> Void) throws -> DriverCost {
        let process = try programs.start(SweepPrograms.empty, trials: trials, jobs: 1)
        var journal = EventCount(path: programs.journal), marks: [Moment] = [], last: Moment?
        while process.isRunning {
            let ended = journal.ended()
            // After the last trial the driver sums up, which is no trial's cost.
            if ended > 0, ended < trials, let usage = ProcessUsage.Own(of: process.processIdentifier) {
                last = Moment(ended: ended, usage: usage, time: .now)
                if let last, marks.count < 10, ended >= marks.count * trials / 10 {
                    marks.append(last)
                    progress("the driver's own cost: \(ended) of \(trials)")
                }
            }
            Thread.sleep(forTimeInterval: 0.005)
        }
        process.waitUntilExit()
        try programs.check(process, trials: trials)
        marks += [last].compactMap { $0 }
        var cost = DriverCost(trials: trials)
        for (from, to) in zip(marks, marks.dropFirst()) where to.ended > from.ended {
            let count = Double(to.ended - from.ended)
            cost.tenths.append(
                Tenth(
                    end: to.ended, cpu: (to.usage.cpuSeconds - from.usage.cpuSeconds) * 1e3 / count,
                    wall: seconds(to.time - from.time) * 1e3 / count, memory: to.usage.memory))
        }
        guard cost.tenths.count == 10 else {
            throw BenchError("the sweep was over before its driver could be looked at; give more --trials")
        }
        return cost
    }

    /// What the last tenth costs to what the first one did.
    var growth: (cpu: Double, wall: Double) {
        guard let first = tenths.first, let last = tenths.last else { return (1, 1) }
        return (last.cpu / first.cpu, last.wall / first.wall)
    }

    var lines: [String] {
        var table = TextTable([
            .init("\(NumberFormat.grouped(trials)) empty trials, until"), .init("driver's CPU ms a trial", .right),
            .init("ms a trial", .right), .init("driver's MiB", .right),
        ])
        for tenth in tenths {
            table.add([
                NumberFormat.grouped(tenth.end), NumberFormat.fixed(tenth.cpu, places: 3),
                NumberFormat.fixed(tenth.wall, places: 2), NumberFormat.fixed(Double(tenth.memory) / 0x1p20, places: 1),
            ])
        }
        return table.lines() + [
            "last tenth to first: \(NumberFormat.fixed(growth.cpu, places: 2)) of the driver's CPU time (aim: at most "
                + "\(NumberFormat.short(Self.mostGrowth)); met: \(growth.cpu <= Self.mostGrowth ? "yes" : "no")), "
                + "\(NumberFormat.fixed(growth.wall, places: 2)) of all time"
        ]
    }
}

/// How many trials a journal that grows says have ended.
private struct EventCount {
    let path: String
    private var file: FileHandle?
    private var rest = Data()
    private var count = 0

    init(path: String) { self.path = path }

    mutating func ended() -> Int {
        file = file ?? FileHandle(forReadingAtPath: path)
        rest += file?.availableData ?? Data()
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            if String(decoding: rest[..<end], as: UTF8.self).contains("\"event\":\"ended\"") { count += 1 }
            rest = Data(rest[(end + 1)...])
        }
        return count
    }
}
