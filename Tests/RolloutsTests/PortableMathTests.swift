import Glibc
import Rollouts
import Testing

@Suite struct PortableMathTests {
    private func ulps(_ a: Double, _ b: Double) -> Double { abs(a - b) / max(b.magnitude.ulp, 0x1p-1022) }

    @Test func agreesWithTheLibraryToOneOrTwoUnits() {
        var random = RandomKey(seed: 3, purpose: .script).stream()
        for _ in 0..<20_000 {
            let u = random.uniform(), x = (u - 0.5) * 1400, small = u * 4
            #expect(ulps(PortableMath.exp(x), exp(x)) <= 2)
            #expect(ulps(PortableMath.exp(small - 2), exp(small - 2)) <= 2)
            for positive in [u, small, exp(x * 0.9)] where positive > 0 {
                #expect(
                    abs(PortableMath.log(positive) - log(positive)) <= 2 * max(log(positive).magnitude.ulp, 0x1p-53))
            }
            for angle in [u, small * 2, x, u * 0x1p24, -u * 1000] {
                let (sine, cosine) = PortableMath.sineAndCosine(angle)
                #expect(abs(sine - sin(angle)) < 4e-16 && abs(cosine - cos(angle)) < 4e-16)
            }
        }
        #expect(PortableMath.log(1) == 0 && PortableMath.exp(0) == 1)
        #expect(PortableMath.sineAndCosine(0) == (0, 1))
        #expect(abs(PortableMath.power(10_000, -0.25) - 0.1) < 1e-16)
    }

    /// Some of the bits themselves.
    @Test func bitsAreWhatTheyWere() {
        #expect(PortableMath.log(3).bitPattern == log(3).bitPattern)
        #expect(PortableMath.exp(-1.5).bitPattern == exp(-1.5).bitPattern)
    }
}
