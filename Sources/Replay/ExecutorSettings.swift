package import JSON
internal import Rollouts
package import Sandbox

/// What makes an executor, as a run's environments record it: enough to make the same one again.
package struct ExecutorSettings {
    /// Kinds of isolation, by the names that scripts and records use.
    package enum IsolationName: String, Sendable, CaseIterable {
        case bubblewrap, none

        package var isolation: Isolation { self == .none ? .none : .bubblewrap }
    }

    package let language: String
    let limits: Limits
    package let isolation: IsolationName
    /// The budget of Lua programs.
    let instructions: Int?
    /// Which C++ programs are written in.
    let standard: CPlusPlusStandard?

    /// Settings from their parts.
    package init(
        language: String, limits: Limits, isolation: IsolationName, instructions: Int? = nil,
        standard: CPlusPlusStandard? = nil
    ) {
        (self.language, self.limits) = (language, limits)
        (self.isolation, self.instructions, self.standard) = (isolation, instructions, standard)
    }

    /// As `run.json` has it.
    package var json: JSONObject {
        var object: JSONObject = [
            "language": .string(language), "cpu_seconds": .number(limits.cpu.seconds),
            "wall_seconds": .number(limits.wall.seconds), "memory_bytes": .int(limits.memory),
            "output_bytes": .int(limits.output), "processes": .int(limits.processes),
            "isolation": .string(isolation.rawValue),
        ]
        if let instructions { object["instructions"] = .int(instructions) }
        if let standard { object["standard"] = .string(standard.rawValue) }
        return object
    }

    /// Reads what `json` wrote; nil when it is something else.
    init?(_ object: JSONObject) {
        guard let language = object["language"]?.string, let cpu = object["cpu_seconds"]?.double,
            let wall = object["wall_seconds"]?.double, let memory = object["memory_bytes"]?.int,
            let output = object["output_bytes"]?.int, let processes = object["processes"]?.int,
            let isolation = object["isolation"]?.string.flatMap(IsolationName.init),
            let limits = Limits(
                cpuSeconds: cpu, wallSeconds: wall, memory: memory, output: output, processes: processes)
        else { return nil }
        let instructions = object["instructions"]?.int
        if let instructions, instructions < 1 { return nil }
        // Records from before there was a choice.
        let standard = object["standard"]?.string ?? (language == "C++" ? CPlusPlusStandard.cpp17.rawValue : nil)
        if let standard, CPlusPlusStandard(rawValue: standard) == nil { return nil }
        self.init(
            language: language, limits: limits, isolation: isolation, instructions: instructions,
            standard: standard.flatMap(CPlusPlusStandard.init))
    }

    /// Such an executor; nil for a language that this version does not know. Always isolated: a record, which may come from elsewhere,
    /// has no say in that.
    func executor(workers: Int, interrupt: Interrupt) throws -> SandboxExecutor? {
        let language: Language
        switch self.language {
        case "Python": language = .python()
        case "Lua":
            guard let instructions else { return nil }
            language = .lua(instructions: instructions)
        case "C++": language = try .cpp(standard: standard ?? .cpp17)
        default: return nil
        }
        return try SandboxExecutor(
            language, limits: limits, workers: workers, isolation: .bubblewrap, interrupt: interrupt)
    }
}
