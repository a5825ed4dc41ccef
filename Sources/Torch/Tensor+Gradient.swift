internal import CTorch

extension Tensor {
    /// Marks a parameter: results computed from it remember how.
    package func requireGradient() throws { try check(ct_require_grad(handle)) }
    /// The same numbers without their history.
    package func detached() throws -> Tensor { try .make { ct_detach(handle, $0) } }

    /// d self / d parameters for a scalar `self`; zeros where a parameter does not matter.
    ///
    /// Nothing accumulates in the parameters, so shards may run backward over the same ones at once.
    package func gradients(of parameters: [Tensor]) throws -> [Tensor] {
        var out = [ct_tensor](repeating: ct_tensor(), count: parameters.count)
        try check(ct_grad(handle, parameters.map(\.handle), Int32(parameters.count), &out))
        return try zip(out, parameters).map { $0.impl == nil ? try $1.zerosLike() : Tensor($0) }
    }
}

/// Runs `body` without recording history. The mode belongs to this thread, so `body` cannot suspend.
package func withoutGradient<R>(_ body: () throws -> R) rethrows -> R {
    let before = ct_set_grad_enabled(0)
    defer { _ = ct_set_grad_enabled(before) }
    return try body()
}
