import Foundation
import Rendering

/// All that was measured of the models, as a table and as JSON.
struct Report: Codable {
    var machine: Machine
    var workload: Workload
    var rounds: Int
    var models: [ModelResult]

    /// The aims that stand next to the figures.
    private static let aims: [Workload.Measure: String] = [.threeTurns: "5", .training: "1.5"]
    private static let aimOfLimit = "0.5"

    var lines: [String] {
        var out = [machine.line]
        if let about = models.first?.reference {
            out.append("transformers \(about.transformers), torch \(about.torch); \(rounds) rounds, medians")
        }
        out.append(
            "\(workload.rows) rows, \(workload.prompt) tokens of context, \(workload.new) new, \(workload.turns) turns with "
                + "\(workload.feedback) between; training \(workload.trainRows) x \(workload.trainLength)")
        for model in models {
            out += ["", title(model)] + table(model).lines()
        }
        return out
    }

    private func title(_ model: ModelResult) -> String {
        let kind = model.hasRandomWeights ? ", random weights" : ""
        return "\(model.name), \(NumberFormat.grouped(model.reference.parameters)) parameters\(kind); limit: "
            + "torch \(NumberFormat.short(model.theirProduct)), ours \(NumberFormat.short(model.ourProduct)) GFLOP/s"
    }

    private func table(_ model: ModelResult) -> TextTable {
        var table = TextTable([
            .init("tokens/s"), .init("ours", .right), .init("shards", .right), .init("transformers", .right),
            .init("threads", .right), .init("ratio", .right), .init("aim", .right), .init("of limit", .right),
            .init("aim", .right),
        ])
        for line in model.lines {
            table.add([
                line.measure.title, NumberFormat.short(line.ours), "\(line.ourShards)", NumberFormat.short(line.theirs),
                "\(line.theirThreads)", NumberFormat.fixed(line.ratio, places: 2), Self.aims[line.measure] ?? "",
                NumberFormat.fixed(line.partOfLimit, places: 2), Self.aimOfLimit,
            ])
        }
        return table
    }
}
