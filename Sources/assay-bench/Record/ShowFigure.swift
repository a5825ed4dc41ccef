import Foundation

/// How long `assay show` takes for a long run, from its start to its end.
struct ShowFigure: Codable {
    var workload: LogWorkload
    var steps: Int
    /// One a round.
    var seconds: [Double] = []

    var points: Int { steps * workload.metrics }

    /// Records such a run and shows it.
    static func measure(
        _ workload: LogWorkload, steps: Int, _ ours: OurLog, root: String, rounds: Int
    ) throws -> ShowFigure {
        let run = try ours.record("for step = 1, \(steps) do run.log \(workload.call) end", steps: steps).run
        var figure = ShowFigure(workload: workload, steps: steps)
        for round in 0...rounds {
            let process = Process()
            process.executableURL = URL(filePath: root + "/.build/release/assay")
            process.arguments = ["show", run]
            let output = Pipe()
            process.standardOutput = output
            let began = ContinuousClock.now
            try process.run()
            let page = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            let time = assay_bench.seconds(.now - began)
            guard process.terminationStatus == 0, page.contains("metric_0") else {
                throw BenchError("assay show \(run) did not show it")
            }
            if round > 0 { figure.seconds.append(time) }
        }
        return figure
    }
}
