import Rendering
import RunStore

/// The runs of a folder, a line each.
struct RunListPage {
    let runs: [RunInfo]
    let now: Timestamp

    func text(on terminal: Terminal) -> String {
        var table = TextTable([
            .init("run"), .init("status"), .init("started"), .init("time", .right), .init("seed", .right),
            .init("parameters set"),
        ])
        for run in runs {
            let parameters = run.parameters.filter(\.isSet).map { "\($0.name)=\($0.value.exactText)" }
            // How long a killed run ran is not known.
            let time = run.status == .killed ? "" : NumberFormat.duration(run.seconds(now: now))
            table.add([
                run.id, run.status.rawValue, run.started.local, time, String(run.seed),
                parameters.joined(separator: " "),
            ])
        }
        return table.lines(width: terminal.tableWidth, style: terminal.style).map { $0 + "\n" }.joined()
    }
}
