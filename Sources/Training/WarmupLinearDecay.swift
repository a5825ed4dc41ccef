/// The factor on a learning rate: a linear rise to 1, then a linear fall to `final`, one after the other.
///
/// It is `step / warmup` up to the last step of the warm-up, which has the whole peak, and falls by equal amounts from there to the
/// last step. A warm-up that is longer than the run is cut to the run: then the last step has the peak, and nothing falls.
package struct WarmupLinearDecay: Sendable, Hashable {
    package var warmup: Int
    package var total: Int
    package var final: Double

    /// A schedule over `total` steps, the first `warmup` of which rise.
    ///
    /// - Parameter final: the factor of the last step; 1 keeps the peak.
    package init(warmup: Int, total: Int, final: Double = 0.1) {
        (self.warmup, self.total, self.final) = (warmup, total, final)
    }

    /// The factor at `step`, counted from 1; after the last step it stays what it was there.
    package func factor(_ step: Int) -> Double {
        let peak = max(1, min(warmup, total)), step = min(step, max(peak, total))
        if step <= peak { return Double(step) / Double(peak) }
        return 1 - (1 - final) * Double(step - peak) / Double(total - peak)
    }
}
