internal import CTorch

extension Tensor {
    /// Makes gradients flow to this tensor from what is computed with it; nothing may have been yet.
    package func requireGradient() throws { try check(ct_require_grad(handle)) }
    /// Whether gradients flow to this tensor.
    package var requiresGradient: Bool { ct_requires_grad(handle) != 0 }
    /// The same numbers without their history.
    package func detached() throws -> Tensor { try .make { ct_detach(handle, $0) } }

    /// d sum(self * gradient) / d inputs, or d self / d inputs for a scalar `self` without a `gradient`; nil for inputs that do not matter.
    ///
    /// The history of `self` is let go: there is one way back.
    package func pulledBack(_ gradient: Tensor? = nil, to inputs: [Tensor]) throws -> [Tensor?] {
        var out = [ct_tensor](repeating: ct_tensor(), count: inputs.count)
        try check(
            ct_pull_back(
                handle, gradient?.handle ?? ct_tensor(), inputs.map(\.handle), Int32(inputs.count), &out))
        return out.map { $0.impl == nil ? nil : Tensor($0) }
    }
}

/// Runs `body` without recording history. The mode belongs to this thread, so `body` cannot suspend.
package func withoutGradient<R>(_ body: () throws -> R) rethrows -> R {
    let before = ct_set_grad_enabled(0)
    defer { _ = ct_set_grad_enabled(before) }
    return try body()
}
