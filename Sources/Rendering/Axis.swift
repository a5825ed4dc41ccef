/// A range of values with round ticks.
struct Axis: Sendable {
    let low: Double
    let high: Double
    let ticks: [Double]
    private let step: Double

    /// The least range that holds `values` and ends at ticks, about `aboutTicks` of them, at steps of 1, 2 or 5.
    init(covering values: [Double], aboutTicks: Int) {
        var (least, greatest) = (values.min() ?? 0, values.max() ?? 1)
        // Numbers as good as equal, or too near zero to divide by their difference.
        if greatest - least <= max(abs(greatest) * 1e-12, 1e-290) {
            let margin = abs(least) < 1e-280 ? 1 : abs(least) * 0.1
            (least, greatest) = (least - margin, greatest + margin)
        }
        let rough = (greatest - least) / Double(max(1, aboutTicks))
        let magnitude = NumberFormat.power(10, NumberFormat.exponent(of: rough))
        let step = [1, 2, 5, 10].map { $0 * magnitude }.first { $0 >= rough * 0.999 } ?? rough
        let (first, last) = ((least / step).rounded(.down), (greatest / step).rounded(.up))
        (self.step, low, high) = (step, first * step, last * step)
        ticks = (0...max(1, min(50, Int(last - first)))).map { (first + Double($0)) * step }
    }

    /// Where `value` lies between `low` (0) and `high` (1).
    func share(of value: Double) -> Double { (value - low) / (high - low) }

    /// `tick` with as many places as the step needs.
    func label(_ tick: Double) -> String {
        let largest = max(abs(low), abs(high))
        if largest >= 100_000 || (largest < 0.001 && largest > 0) {
            return abs(tick) < step / 2 ? "0" : NumberFormat.short(tick)
        }
        let places = NumberFormat.places(for: step, digits: 1)
        return NumberFormat.fixed(abs(tick) < step / 2 ? 0 : tick, places: places)
    }
}
