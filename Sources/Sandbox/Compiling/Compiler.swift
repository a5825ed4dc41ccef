import Rollouts

/// Makes of a program's text what a worker can run.
protocol Compiler: Sendable {
    /// - Throws: `SandboxError` when the machinery failed.
    func compile(_ source: String, isolation: Isolation) throws -> Compilation
}

/// What became of a program's text.
enum Compilation: Sendable {
    /// What the worker is sent.
    case program(MemoryFile)
    /// It is no program.
    case rejected(TestOutcome)
}
