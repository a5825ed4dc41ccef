import Foundation
import LuaHost
import RunStore
import ScriptAPI

/// `run.log` as a script calls it, events for TensorBoard included.
struct OurLog {
    /// Where runs are recorded: on a disk, not in memory.
    let folder: String

    /// Logs `steps` steps twice: once for the time of all, once with a look at the clock around each call.
    func measure(_ workload: LogWorkload, steps: Int) throws -> LogTiming {
        let all = try record("for step = 1, \(steps) do run.log \(workload.call) end", steps: steps)
        let each = try record(
            """
            local now, took = bench.now, bench.took
            for step = 1, \(steps) do
              local values = \(workload.call)
              local before = now()
              run.log(values)
              took(now() - before)
            end
            """, steps: steps)
        try FileManager.default.removeItem(atPath: all.run)
        try FileManager.default.removeItem(atPath: each.run)
        let (median, p99) = LogTiming.delays(nanoseconds: each.delays)
        return LogTiming(seconds: all.seconds, median: median, p99: p99)
    }

    /// Runs a script that logs `steps` steps.
    func record(_ script: String, steps: Int) throws -> (run: String, seconds: Double, delays: [Int]) {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = folder + "/log.lua"
        try ("bench.begin()\n" + script + "\n").write(toFile: path, atomically: true, encoding: .utf8)
        var (began, delays) = (ContinuousClock.now, [Int]())
        let module = LuaModule(
            "bench", "The clock of the benchmark.",
            [
                .function("begin", "Starts the time of all.") { began = .now },
                .function("now", "The clock, in nanoseconds.", returns: "nanoseconds") {
                    Int(clamping: DispatchTime.now().uptimeNanoseconds)
                },
                .function("took", "Notes a delay.", LuaParameter("nanoseconds", "the delay", as: Int.self)) {
                    delays.append($0)
                },
            ])
        let session = try Session(
            .new(.init(.file(path), seed: 1, runs: folder + "/runs")), modules: [module], observer: SilentObserver())
        guard case .completed = try session.perform(), let run = session.recorded?.folder else {
            throw BenchError("the script that logs did not end as it should")
        }
        let time = seconds(.now - began)
        let found = try RunReader(folder: run).metricOverview()
        guard found.count == steps, !found.isTorn else {
            throw BenchError("\(run) holds \(found.count) steps, not \(steps)")
        }
        return (run, time, delays)
    }
}
