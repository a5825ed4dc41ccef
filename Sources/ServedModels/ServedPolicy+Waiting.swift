internal import Dispatch
internal import Rollouts
internal import Synchronization

extension ServedPolicy {
    /// Answers requests side by side, in their order. Blocks the calling thread, which must not be one that tasks run on.
    ///
    /// - Throws: `Interrupted`, and what kept one of them from being answered; the others are given up, those that have come are on the record.
    package func answers(to requests: [ServedRequest]) throws -> [ServedAnswer] {
        precondition(withUnsafeCurrentTask { $0 == nil }, "answers are waited for on a thread that is no task's")
        let done = DispatchSemaphore(value: 0), box = Outcome()
        let task = Task.detached {
            let result: Result<[ServedAnswer], any Error>
            do { result = .success(try await all(requests)) } catch { result = .failure(error) }
            box.value.withLock { $0 = result }
            done.signal()
        }
        while done.wait(timeout: .now() + .milliseconds(100)) == .timedOut {
            guard interrupt.isRequested else { continue }
            task.cancel()
            throw Interrupted()
        }
        try interrupt.check()
        return try box.value.withLock { $0 }?.get() ?? []
    }

    private func all(_ requests: [ServedRequest]) async throws -> [ServedAnswer] {
        try await withThrowingTaskGroup(of: (Int, ServedAnswer).self) { group in
            for (index, request) in requests.enumerated() {
                group.addTask { (index, try await answer(request)) }
            }
            var answers: [Int: ServedAnswer] = [:]
            for try await (index, answer) in group { answers[index] = answer }
            return requests.indices.compactMap { answers[$0] }
        }
    }
}

/// What a task leaves for a thread.
private final class Outcome: Sendable {
    let value = Mutex<Result<[ServedAnswer], any Error>?>(nil)
}
