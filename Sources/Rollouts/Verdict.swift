/// What a program under test did. Failures of our own machinery are errors, never a verdict.
public enum Verdict: String, Sendable, Hashable, Codable, CaseIterable {
    case accepted = "accepted"
    case wrongAnswer = "wrong answer"
    case runtimeError = "runtime error"
    case compileError = "compile error"
    case timeLimit = "time limit"
    case memoryLimit = "memory limit"
    case outputLimit = "output limit"
}

/// One program on one input.
public struct TestOutcome: Sendable, Hashable, Codable {
    /// How the run ended, and whether the output was right.
    public var verdict: Verdict
    /// What it printed, up to the output limit; bytes that are not UTF-8 become U+FFFD.
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

    /// An outcome from its parts.
    public init(
        verdict: Verdict, output: String = "", errorOutput: String = "", cpuSeconds: Double = 0,
        wallSeconds: Double = 0, peakMemory: Int = 0, exitStatus: Int? = 0, signal: Int? = nil
    ) {
        (self.verdict, self.output, self.errorOutput) = (verdict, output, errorOutput)
        (self.cpuSeconds, self.wallSeconds, self.peakMemory) = (cpuSeconds, wallSeconds, peakMemory)
        (self.exitStatus, self.signal) = (exitStatus, signal)
    }
}
