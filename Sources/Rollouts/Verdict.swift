/// What a program under test did. Failures of our own machinery are errors, never a verdict.
public enum Verdict: String, Sendable, Hashable, Codable, CaseIterable {
    case accepted = "accepted"
    case wrongAnswer = "wrong answer"
    case runtimeError = "runtime error"
    case compileError = "compile error"
    case timeLimit = "time limit"
    case memoryLimit = "memory limit"
    case outputLimit = "output limit"

    /// What scripts are told in place of a verdict where an answer held no program.
    public static let missing = "no program"
}

/// One program on one input.
public struct TestOutcome: Sendable, Hashable, Codable {
    /// How the run ended, and whether the output was right.
    public var verdict: Verdict
    /// What it printed, up to the output limit, as `String(keeping:)` keeps bytes that are not UTF-8.
    public var output: String
    /// What it wrote to standard error, e.g. a traceback without the sandbox's own frames.
    public var errorOutput: String
    /// CPU time, user and system, in seconds.
    public var cpuSeconds: Double
    /// Wall time, in seconds.
    public var wallSeconds: Double
    /// Peak resident memory, in bytes.
    public var peakMemory: Int
    /// The exit status, or nil when a signal ended the program.
    public var exitStatus: Int?
    /// The signal that ended the program, if one did.
    public var signal: Int?
    /// Whether it kept within the limits but used 80% or more of one: CPU time, time on the clock, resident memory or output. Another machine
    /// may judge otherwise.
    public var nearLimit: Bool
    /// What in the program's text suggests that it may do otherwise next time. Empty for most programs; no proof, see `SECURITY.md`.
    public var mayVary: [NondeterminismSource]

    /// An outcome from its parts.
    public init(
        verdict: Verdict, output: String = "", errorOutput: String = "", cpuSeconds: Double = 0,
        wallSeconds: Double = 0, peakMemory: Int = 0, exitStatus: Int? = 0, signal: Int? = nil,
        nearLimit: Bool = false, mayVary: [NondeterminismSource] = []
    ) {
        (self.verdict, self.output, self.errorOutput) = (verdict, output, errorOutput)
        (self.cpuSeconds, self.wallSeconds, self.peakMemory) = (cpuSeconds, wallSeconds, peakMemory)
        (self.exitStatus, self.signal) = (exitStatus, signal)
        (self.nearLimit, self.mayVary) = (nearLimit, mayVary)
    }

    /// Records from before `nearLimit` and `mayVary` have neither.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        verdict = try values.decode(Verdict.self, forKey: .verdict)
        output = try values.decode(String.self, forKey: .output)
        errorOutput = try values.decode(String.self, forKey: .errorOutput)
        cpuSeconds = try values.decode(Double.self, forKey: .cpuSeconds)
        wallSeconds = try values.decode(Double.self, forKey: .wallSeconds)
        peakMemory = try values.decode(Int.self, forKey: .peakMemory)
        exitStatus = try values.decodeIfPresent(Int.self, forKey: .exitStatus)
        signal = try values.decodeIfPresent(Int.self, forKey: .signal)
        nearLimit = try values.decodeIfPresent(Bool.self, forKey: .nearLimit) ?? false
        mayVary = try values.decodeIfPresent([NondeterminismSource].self, forKey: .mayVary) ?? []
    }
}

/// Why a program may print other bytes, or get another verdict, when it runs again.
public enum NondeterminismSource: String, Sendable, Hashable, Codable, CaseIterable {
    /// It reads a clock, or how much time it has used.
    case clock = "clock"
    /// It asks the system for random bytes.
    case entropy = "entropy"
    /// It runs threads, whose order nobody decides.
    case threads = "threads"
    /// It asks about the machine, or can call anything.
    case system = "system"
}
