internal import Dispatch
internal import JSON
package import RunStore

/// Facts for the record that take a while to find out: the run goes on meanwhile, and waits for them at its end.
package final class BackgroundFacts: Sendable {
    private let queue = DispatchQueue(label: "facts", qos: .utility)
    private let writer: RunWriter

    /// Facts for the record that `writer` writes.
    package init(recordIn writer: RunWriter) { self.writer = writer }

    /// Finds something out, one after the other, and notes it; what cannot be noted is left out of the record.
    package func find(_ body: @escaping @Sendable (RunWriter) throws -> Void) {
        queue.async { [writer] in try? body(writer) }
    }

    /// Waits until everything is in the record.
    package func wait() { queue.sync {} }
}
