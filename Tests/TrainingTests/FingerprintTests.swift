import Foundation
import Testing
import Torch

/// What Assay computes has these bits on every machine.
///
/// They change when a kernel, a sum's order, the algorithm or `minicoder` changes on purpose: then `numericsVersion` grows by one, and
/// `ASSAY_PRINT_FINGERPRINT=1 scripts/test --filter FingerprintTests` prints what to put here.
private let golden = Fingerprint(
    logits: 0x7d446901baff907e, gradients: 0x27c320ebe8497350, tokens: 0xf42eb3a291be04d0,
    logProbs: 0x265b4ada3b0c645a,
    updates: [0x4ae57b9963291e6d, 0xa095612b6e2aa62c, 0x6d49e4cde4cea983],
    fineTuned: 0x15efcd69090ef12b)

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
