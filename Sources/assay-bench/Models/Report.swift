import Foundation
import Rendering

/// All that was measured of the models, as tables and as JSON.
struct Report: Codable {
    var machine: Machine
    var workload: Workload
    var rounds: Int
    var models: [ModelResult]

    /// The aims that stand next to the figures.
    private struct Aims {
        var transformers: [Workload.Measure: String]
        var llama: [Workload.Measure: String] = [:]
        var limit: [Workload.Measure: String]
    }
    private static func aims(_ model: ModelResult) -> Aims {
        if model.parameters > 50_000_000 {
            return Aims(
                transformers: [.threeTurns: "2", .generate: "2", .training: "1"],
                llama: [.threeTurns: "1", .generate: "1"],
                limit: [:])
        }
        return model.kernels == "avx2"
            ? Aims(
                transformers: [.threeTurns: "5", .generate: "5", .training: "1.7"], llama: [.generate: "3"],
                limit: [.training: "0.7"])
            : Aims(
                transformers: [.threeTurns: "5", .training: "1.5"],
                limit: [.threeTurns: "0.5", .generate: "0.5", .training: "0.5"])
    }

    var lines: [String] {
        var out = [
            machine.line,
            "\(workload.rows) rows, \(workload.prompt) tokens of context, \(workload.new) new, \(workload.turns) turns with "
                + "\(workload.feedback) between; training \(workload.trainRows) x \(workload.trainLength); "
                + "\(rounds) round\(rounds == 1 ? "" : "s"), medians\(workload.countsCPUTime ? "; CPU seconds of one thread" : "")",
        ]
        for model in models { out += [""] + titles(model) + table(model).lines() }
        return out
    }

    private func titles(_ model: ModelResult) -> [String] {
        let kind = model.hasRandomWeights ? ", random weights" : ""
        let peers = model.peers.map { peer in
            let held = peer.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let details =
                [peer.torch.map { "torch \($0)" }, peer.features?.joined(separator: " ")].compactMap { $0 } + held
            return "\(peer.side.rawValue) \(peer.version)"
                + (details.isEmpty ? "" : " (\(details.joined(separator: ", ")))")
        }
        return [
            "\(model.name), \(NumberFormat.grouped(model.parameters)) parameters\(kind), \(model.kernels) kernels; limit: torch \(NumberFormat.short(model.theirProduct)), "
                + "ours \(NumberFormat.short(model.ourProduct)) GFLOP/s"
        ] + peers
    }

    private func table(_ model: ModelResult) -> TextTable {
        let aims = Self.aims(model)
        var columns: [TextTable.Column] = [.init("tokens/s"), .init("ours", .right), .init("shards", .right)]
        for peer in model.peers {
            columns += [
                .init(peer.side.rawValue, .right), .init("threads", .right), .init("ratio", .right),
                .init("aim", .right),
            ]
        }
        var table = TextTable(columns + [.init("of limit", .right), .init("aim", .right)])
        for line in model.lines {
            var cells = [line.measure.title, NumberFormat.short(line.ours), "\(line.ourShards)"]
            for peer in model.peers {
                let aim = (peer.side == .transformers ? aims.transformers : peer.side == .llama ? aims.llama : [:])[
                    line.measure]
                guard let other = line.peers.first(where: { $0.side == peer.side }) else {
                    cells += ["", "", "", ""]
                    continue
                }
                cells += [
                    NumberFormat.short(other.rate), "\(other.threads)", NumberFormat.fixed(other.ratio, places: 2),
                    aim ?? "",
                ]
            }
            table.add(cells + [NumberFormat.fixed(line.partOfLimit, places: 2), aims.limit[line.measure] ?? ""])
        }
        return table
    }
}
