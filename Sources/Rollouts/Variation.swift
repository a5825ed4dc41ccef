/// Why a program may print other bytes, or get another verdict, when it runs again.
public enum Variation: String, Sendable, Hashable, Codable, CaseIterable {
    /// It reads a clock, or how much time it has used.
    case clock = "clock"
    /// It asks the system for random bytes.
    case entropy = "entropy"
    /// It runs threads, whose order nobody decides.
    case threads = "threads"
    /// It asks about the machine, or can call anything.
    case system = "system"
}
