import Sandbox

extension Limits {
    /// Tight, so that programs that reach a limit are quick.
    static let forTests = Limits(
        cpu: .milliseconds(700), wall: .seconds(20), memory: 128 << 20, output: 1 << 20, processes: 8)
}
