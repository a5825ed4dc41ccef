import Rendering

/// All that was measured of logging, as a table and as JSON.
struct RecordReport: Codable {
    var machine: Machine
    /// The others and their versions, as they say.
    var others: String
    var rounds: Int
    var figures: [RecordFigure]
    var shown: [ShowFigure]

    var lines: [String] {
        ["\(machine.cpu), \(machine.cores) cores", "\(others); \(rounds) rounds, medians", ""] + logging.lines()
            + [
                "",
                "aims: assay at least 200,000 points/s and 10 times any other, a call under 20 us; a page under 200 ms",
            ]
            + [""] + pages.lines()
    }

    private var logging: TextTable {
        var table = TextTable([
            .init("points"), .init("by"), .init("calls", .right), .init("points/s", .right),
            .init("us a call", .right), .init("p99 us", .right), .init("ours/theirs", .right),
        ])
        for figure in figures {
            table.add([
                figure.isOurs ? figure.workload.name : "", figure.way, NumberFormat.grouped(figure.steps),
                NumberFormat.grouped(Int(figure.rate)), NumberFormat.short(figure.median),
                NumberFormat.short(figure.p99),
                figure.isOurs ? "" : NumberFormat.fixed(figure.ratio, places: 1),
            ])
        }
        return table
    }

    private var pages: TextTable {
        var table = TextTable([.init("assay show"), .init("steps", .right), .init("ms", .right)])
        for figure in shown {
            table.add([
                "\(NumberFormat.grouped(figure.points)) points, \(figure.workload.name)",
                NumberFormat.grouped(figure.steps),
                NumberFormat.fixed(Rounds.median(figure.seconds) * 1e3, places: 0),
            ])
        }
        return table
    }
}
