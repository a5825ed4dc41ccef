import Rendering
import Testing

@Suite struct NumberFormatTests {
    @Test(
        arguments: [
            (0, "0"), (-0.0, "0"), (0.6923, "0.692"), (0.25, "0.25"), (0.69, "0.69"), (0.6900001, "0.690"), (1, "1"),
            (180, "180"),
            (9999, "9999"), (17_100, "17.1k"), (17_149, "17.1k"), (12_000, "12k"), (999_960, "1.00M"), (2.5e9, "2.5G"),
            (1e20, "1e+20"),
            (0.0012345, "0.00123"), (0.00012345, "1.23e-04"), (3e-5, "3e-05"), (9.999e-5, "1.00e-04"), (-0.31, "-0.31"),
            (-1234.56, "-1235"),
            (3.14159, "3.14"), (99.96, "100.0"), (.nan, "nan"), (-.infinity, "-inf"), (1e308, "1e+308"),
            (.leastNonzeroMagnitude, "4.94e-324"),
        ] as [(Double, String)])
    func short(_ value: Double, _ text: String) { #expect(NumberFormat.short(value) == text) }

    @Test(
        arguments: [
            (0, "0.0ms"), (0.0042, "4.2ms"), (0.085, "85ms"), (0.8, "0.8s"), (9.94, "9.9s"), (32.4, "32s"),
            (59.6, "1m 00s"), (92, "1m 32s"),
            (7500, "2h 05m"), (273_600, "3d 04h"), (-92, "-1m 32s"),
        ] as [(Double, String)])
    func duration(_ seconds: Double, _ text: String) { #expect(NumberFormat.duration(seconds) == text) }

    @Test func columnsAreAlike() {
        #expect(NumberFormat.column([0.5, 0.25, 1]) == ["0.50", "0.25", "1.00"])
        #expect(NumberFormat.column([0.6425, 0.21]) == ["0.643", "0.210"])
        #expect(NumberFormat.column([1, 300]) == ["1", "300"])
        #expect(NumberFormat.column([12.3456, 150.1]) == ["12.35", "150.10"])
        #expect(NumberFormat.column([1e-6, 1, 0]) == ["1e-06", "1e+00", "0"])
        #expect(NumberFormat.column([0.0005, 0.25]) == ["0.0005", "0.2500"])
        #expect(NumberFormat.column([0.0005, 0.002]) == ["0.0005", "0.0020"])
        #expect(NumberFormat.column([0.00012, 0.25]) == ["0.00012", "0.25000"])
        #expect(NumberFormat.column([3.456e-5, 1]) == ["3.46e-05", "1.00e+00"])
        #expect(NumberFormat.column([17_280, 3]) == ["17280", "3"])
        #expect(NumberFormat.column([17_280.5, 3.25]) == ["17280.50", "3.25"])
        #expect(NumberFormat.column([3e12, 1.5]) == ["3.0e+12", "1.5e+00"])
        #expect(NumberFormat.column([.nan, 0.5]) == ["nan", "0.5"])
        #expect(NumberFormat.column([]) == [])
    }

    @Test func fixedRoundsAwayFromZeroAndHasNoNegativeZero() {
        #expect(NumberFormat.fixed(-0.001, places: 2) == "0.00")
        #expect(NumberFormat.fixed(2.5, places: 0) == "3")
        #expect(NumberFormat.fixed(0.05, places: 2) == "0.05")
    }

    @Test func thousands() {
        #expect(
            [0, 999, 1000, -17_280, 1_234_567].map(NumberFormat.grouped) == [
                "0", "999", "1,000", "-17,280", "1,234,567",
            ])
    }
}
