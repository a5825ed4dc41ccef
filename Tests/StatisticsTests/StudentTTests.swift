import Statistics
import Testing

@Suite struct StudentTTests {
    /// `scipy.stats.t.ppf(0.975, n)` of scipy 1.17; the algorithm promises six digits.
    @Test(arguments: [
        (1, 12.706204736174694), (2, 4.302652729749462), (3, 3.1824463052837078), (4, 2.7764451051977934),
        (5, 2.5705818356363146), (7, 2.364624251592784), (10, 2.228138851986274), (30, 2.0422724563012378),
        (100, 1.9839715185235518), (1000, 1.9623390808264083),
    ])
    func quantilesAreScipys(degreesOfFreedom: Int, expected: Double) {
        let quantile = StudentT.quantile975(degreesOfFreedom: degreesOfFreedom)
        #expect(abs(quantile / expected - 1) < 2e-6)
    }
}
