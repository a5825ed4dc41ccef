/// What runs a ledger's programs: with another of these, a program may end otherwise.
package struct LedgerRuntime: Sendable, Hashable {
    /// The language with its version, e.g. `Python 3.11.2`.
    package var name: String
    /// All limits, as a text that differs when one does.
    package var limits: String
    /// The executor's own version.
    package var executorVersion: Int
    /// For the pages.
    package var cpuLimitSeconds: Double
    package var memoryLimitBytes: Int

    /// A runtime from its parts.
    package init(
        name: String, limits: String, executorVersion: Int, cpuLimitSeconds: Double, memoryLimitBytes: Int
    ) {
        (self.name, self.limits, self.executorVersion) = (name, limits, executorVersion)
        (self.cpuLimitSeconds, self.memoryLimitBytes) = (cpuLimitSeconds, memoryLimitBytes)
    }
}
