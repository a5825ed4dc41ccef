internal import Dispatch
internal import JSON
internal import RunStore

/// Facts for the record that take a while to find out: the run goes on meanwhile, and waits for them at its end.
final class BackgroundFacts: Sendable {
    private let queue = DispatchQueue(label: "facts", qos: .utility)
    private let writer: RunWriter

    init(recordIn writer: RunWriter) { self.writer = writer }

    /// Finds something out, one after the other, and notes it; what cannot be noted is left out of the record.
    func find(_ body: @escaping @Sendable (RunWriter) throws -> Void) {
        queue.async { [writer] in try? body(writer) }
    }

    /// Waits until everything is in the record.
    func wait() { queue.sync {} }
}
