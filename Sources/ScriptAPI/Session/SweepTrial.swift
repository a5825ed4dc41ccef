internal import JSON
internal import LuaHost
internal import Rollouts
internal import RunStore
internal import Synchronization

/// The sweep that a run is a trial of: it hears of the metric that is searched for, and may stop the run early.
///
/// Called on the thread that the script runs on.
package protocol SweepTrial: AnyObject {
    /// The metric that the sweep looks at; nil for none.
    var metric: String? { get }
    /// Whether the sweep decides at this step if the run goes on.
    func isRung(step: Int) -> Bool
    /// Told of the metric's value at a step.
    func logged(step: Int, value: Double)
    /// Waits for the sweep's decision at a step.
    ///
    /// - Throws: what keeps the sweep from being asked.
    func isPruned(step: Int, value: Double) throws -> Bool
}

/// Asks a session to stop where it can go on.
final class PauseRequest: Sendable {
    private let requested = Atomic<Bool>(false)
    var isRequested: Bool { requested.load(ordering: .relaxed) }
    func request() { requested.store(true, ordering: .relaxed) }
}

extension Session {
    /// The name of the call by which a run asks its sweep whether it goes on.
    private static let rungCall = "sweep.rung"

    /// Stops the run after its next call, at a restart point that is made for it. Safe on any thread.
    package var stopAtRestartPoint: @Sendable () -> Void { { [pause] in pause.request() } }

    /// Tells the sweep of metrics that were logged. At a rung the run waits for its decision, which the journal keeps: a resumed run gets the
    /// same.
    func report(_ values: JSONObject, at step: Int) throws {
        guard let trial, let name = trial.metric, let value = values[name]?.double else { return }
        trial.logged(step: step, value: value)
        guard trial.isRung(step: step) else { return }
        let decision = try journaled(Self.rungCall, [.int(step), .number(value)]) {
            .boolean(try trial.isPruned(step: step, value: value))
        }
        guard try Bool.decode(decision) else { return }
        isPruned = true
        interrupt.request()
    }
}
