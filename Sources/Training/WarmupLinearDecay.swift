/// Linear warm-up from 0 to 1, times a linear decay from 1 to `final` over the whole run.
package struct WarmupLinearDecay: Sendable, Hashable {
    package var warmup: Int
    package var total: Int
    package var final: Double

    /// A schedule over `total` steps, the first `warmup` of which rise.
    package init(warmup: Int, total: Int, final: Double = 0.1) {
        (self.warmup, self.total, self.final) = (warmup, total, final)
    }

    /// The factor on the learning rate at `step`, counted from 1; after the last step it stays at `final`.
    package func factor(_ step: Int) -> Double {
        min(1, Double(step) / Double(max(1, warmup)))
            * (1 - (1 - final) * Double(min(step, total)) / Double(max(1, total)))
    }
}
