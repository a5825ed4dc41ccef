import RunStore
import Rollouts
import Synchronization

/// The ledger of a run that is under way, which all its executors share. There is no file before a program ran.
package final class RunLedger: Sendable {
    private struct State: ~Copyable { var ledger: VerdictLedger? }

    /// Nil for a ledger that remembers nothing.
    private let folder: String?
    /// Guards the one connection to the file.
    private let state = Mutex(State())

    /// The ledger of the run in `folder`, with what it holds already; without a folder one that remembers nothing.
    package init(folder: String?) { self.folder = folder }

    /// What programs with these keys came to, as far as that can be taken for granted.
    func answers(to keys: [LedgerKey], on runtime: LedgerRuntime) throws -> [LedgerKey: Judgement] {
        try state.withLock { state in
            guard let folder, state.ledger != nil || Files.exists(folder + "/" + VerdictLedger.fileName) else {
                return [:]
            }
            return try Self.opened(&state, folder).answers(to: keys, on: runtime)
        }
    }

    /// Notes a batch; see `VerdictLedger.note`.
    func note(
        _ notes: [VerdictLedger.Note], answers: [(key: LedgerKey, count: Int)], on runtime: LedgerRuntime
    ) throws {
        guard let folder, !notes.isEmpty || !answers.isEmpty else { return }
        try state.withLock { try Self.opened(&$0, folder).note(notes, answers: answers, on: runtime) }
    }

    /// Closes the file, which is then complete by itself. The next program opens it again.
    package func close() {
        state.withLock { state in
            state.ledger?.settle()
            state.ledger = nil
        }
    }

    private static func opened(_ state: inout State, _ folder: String) throws -> VerdictLedger {
        if let ledger = state.ledger { return ledger }
        let ledger = try VerdictLedger(writing: folder)
        state.ledger = ledger
        return ledger
    }
}
