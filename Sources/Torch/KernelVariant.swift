internal import CKernels
internal import Synchronization

/// Which variant of the kernels is in use: `avx512`, `avx2` or `baseline`. All give the same bits.
package var kernelVariant: String { String(cString: ck_variant()) }

/// The variants that this CPU has, the best first.
package var kernelVariants: [String] {
    (0...).lazy.map { ck_variant_at($0) }.prefix { $0 != nil }.map { String(cString: $0!) }
}

private let chosenByHand = Mutex(())

/// Runs `body` with another variant, which all threads use meanwhile, to the same bits: for tests and measurements.
///
/// - Throws: `MissingKernels` when this CPU lacks it, and what `body` throws.
package func withKernels<R: Sendable>(_ variant: String, _ body: () throws -> R) throws -> R {
    try chosenByHand.withLock { _ in
        let before = kernelVariant
        guard ck_use(variant) != 0 else { throw MissingKernels(variant: variant) }
        defer { _ = ck_use(before) }
        return try body()
    }
}

/// Refuses to go on when the environment variable `ASSAY_KERNELS` names a variant that this CPU lacks.
package func checkKernels() throws {
    if let variant = ck_missing_variant() { throw MissingKernels(variant: String(cString: variant)) }
}

/// Kernels that were asked for and that this CPU cannot run.
package struct MissingKernels: Error, CustomStringConvertible {
    let variant: String
    package var description: String {
        "the kernels '\(variant)' were asked for, but this CPU runs \(kernelVariants.joined(separator: ", ")); "
            + "set ASSAY_KERNELS to one of these, or unset it for the fastest"
    }
}
