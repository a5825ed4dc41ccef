package import RunStore

/// An evaluation of a run, as its episodes tell it.
package struct EvaluationRecord: Sendable {
    /// The run.
    package let run: RunReader
    /// What the record calls the evaluation.
    package let name: String

    /// The evaluation called `name` of `run`.
    package init(_ name: String, of run: RunReader) { (self.run, self.name) = (run, name) }
}
