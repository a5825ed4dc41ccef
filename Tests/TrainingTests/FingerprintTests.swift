import Foundation
import Testing
import Torch

/// What Assay computes has these bits on every machine.
///
/// They change when a kernel, a sum's order, the algorithm or `minicoder` changes on purpose: then `numericsVersion` grows by one, and
/// `ASSAY_PRINT_FINGERPRINT=1 scripts/test --filter FingerprintTests` prints what to put here.
private let golden = Fingerprint(
    logits: 0x1e6842829bef43f3, gradients: 0xa1e8a0aa1186adad, tokens: 0xf42eb3a291be04d0,
    logProbs: 0x9b8a08fbf13a9af2,
    updates: [0x330aa4f7364efcc7, 0x7888cc936a263dad, 0xd99f1a6496254689],
    fineTuned: 0xd476d9647b451684)

@Suite struct FingerprintTests {
    @Test(arguments: kernelVariants) func holdsForEachVariant(_ variant: String) throws {
        let found = try withKernels(variant) { try Fingerprint.compute() }
        #expect(found == golden, "\(variant)")
        if variant == kernelVariants[0], ProcessInfo.processInfo.environment["ASSAY_PRINT_FINGERPRINT"] == "1" {
            print(found.literal)
        }
    }

    /// libtorch has variants too, by its own choice; what is left to it must not depend on them.
    @Test func holdsForEachVariantOfLibtorch() async {
        await #expect(processExitsWith: .success) {
            setenv("ATEN_CPU_CAPABILITY", "default", 1)
            guard try Fingerprint.compute() == golden else { exit(1) }
        }
        await #expect(processExitsWith: .success) {
            setenv("ATEN_CPU_CAPABILITY", "avx2", 1)
            guard try Fingerprint.compute() == golden else { exit(1) }
        }
    }
}

extension Fingerprint {
    fileprivate var literal: String {
        func hex(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }
        return """
            private let golden = Fingerprint(
                logits: \(hex(logits)), gradients: \(hex(gradients)), tokens: \(hex(tokens)),
                logProbs: \(hex(logProbs)),
                updates: [\(updates.map(hex).joined(separator: ", "))],
                fineTuned: \(hex(fineTuned)))
            """
    }
}
