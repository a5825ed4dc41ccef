/// What one program may use on one test.
public struct Limits: Sendable, Hashable, Codable {
    /// CPU time of all its threads, user and system. A program is stopped at the next whole second; it has failed as soon as it used more.
    public var cpu: Duration
    /// Time on the clock: a backstop for programs that wait.
    public var wall: Duration
    /// Address space in bytes, the interpreter's own (about 25 MB) included.
    public var memory: Int
    /// Bytes it may write to standard output, to standard error, and to each file.
    public var output: Int
    /// Threads, the main one included. No program can start a process.
    public var processes: Int

    /// Limits, by default those of an ordinary contest problem.
    public init(
        cpu: Duration = .seconds(1), wall: Duration = .seconds(10), memory: Int = 256 << 20, output: Int = 1 << 20,
        processes: Int = 16
    ) {
        (self.cpu, self.wall, self.memory, self.output, self.processes) = (cpu, wall, memory, output, processes)
    }

    /// Limits from numbers that anybody may have written, bytes and seconds; nil when an executor could not keep one of them.
    public init?(cpuSeconds: Double, wallSeconds: Double, memory: Int, output: Int, processes: Int) {
        // No `Duration` holds more, nor NaN.
        let range = 0.0...1e9
        guard range.contains(cpuSeconds), range.contains(wallSeconds) else { return nil }
        self.init(
            cpu: .seconds(cpuSeconds), wall: .seconds(wallSeconds), memory: memory, output: output,
            processes: processes)
        guard (try? validate()) != nil else { return nil }
    }

    /// - Throws: `LimitsError` when a limit could not be kept, or would let nothing run.
    func validate() throws {
        try check("cpu", cpu, .milliseconds(10), .seconds(3600))
        try check("wall", wall, .milliseconds(10), .seconds(36000))
        try check("memory", memory, 64 << 20, 1 << 40, unit: " bytes")
        try check("output", output, 1, 1 << 32, unit: " bytes")
        try check("processes", processes, 1, 4096)
        if wall < cpu {
            throw LimitsError(limit: "wall", value: "\(wall)", allowed: "at least the limit on CPU time, \(cpu)")
        }
    }

    private func check<Value: Comparable>(
        _ limit: String, _ value: Value, _ least: Value, _ most: Value, unit: String = ""
    ) throws {
        guard value >= least && value <= most else {
            throw LimitsError(limit: limit, value: "\(value)\(unit)", allowed: "\(least) to \(most)\(unit)")
        }
    }
}

extension Limits: CustomStringConvertible {
    /// All of them, exactly.
    public var description: String {
        "\(cpu) CPU, \(wall) wall, \(memory) bytes memory, \(output) bytes output, \(processes) threads"
    }
}

/// A limit that no executor can work with.
public struct LimitsError: Error, CustomStringConvertible {
    /// Which limit, as the property is called.
    public var limit: String
    /// The value that was given.
    public var value: String
    /// What would have been accepted.
    public var allowed: String

    /// One sentence: the limit, its value, what is allowed.
    public var description: String { "the limit '\(limit)' is \(value); allowed is \(allowed)" }
}
