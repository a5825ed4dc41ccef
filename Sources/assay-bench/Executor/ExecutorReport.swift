import Foundation
import Rendering

/// All that was measured of the executor, as a table and as JSON.
struct ExecutorReport: Codable {
    var machine: Machine
    var kernel = kernelRelease()
    /// The other graders and their versions, as they say.
    var peers: String
    /// Where the function problems come from.
    var problems: String
    /// Right programs that the other graders refused, a sentence each.
    var refusals: [String]
    var rounds: Int
    var figures: [ExecutorFigure]

    var lines: [String] {
        [
            "\(machine.cpu), \(machine.cores) cores, Linux \(kernel)",
            "\(peers); two programs at a time in every way; \(rounds) rounds, medians", problems, "",
        ] + table.lines() + refusals
    }

    private static func milliseconds(_ seconds: Double) -> String {
        NumberFormat.fixed(seconds * 1e3, places: seconds < 1e-3 ? 3 : 2)
    }

    private var table: TextTable {
        var table = TextTable([
            .init("programs"), .init("by"), .init("programs/s", .right), .init("ms each", .right),
            .init("CPU ms", .right),
            .init("theirs/ours", .right), .init("aim", .right), .init("met"),
        ])
        for figure in figures {
            table.add([
                figure.isOurs ? figure.programs : "", figure.way, NumberFormat.grouped(Int(1 / figure.median)),
                Self.milliseconds(figure.median), Self.milliseconds(Rounds.median(figure.cpuSeconds)),
                figure.isOurs ? "" : NumberFormat.fixed(figure.ratio, places: 1), figure.aim?.text ?? "",
                figure.isMet.map { $0 ? "yes" : "no" } ?? "",
            ])
        }
        return table
    }
}

private func kernelRelease() -> String {
    let text = (try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)) ?? "unknown"
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
}
