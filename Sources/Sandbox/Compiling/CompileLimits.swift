/// What the compilation of one program may use.
package struct CompileLimits: Sendable {
    /// CPU time of each process of the compiler, in whole seconds.
    package var cpuSeconds: Int
    /// Time on the clock.
    package var wall: Duration
    /// Address space of each process, in bytes; all of them together get twice as much where there are control groups.
    package var memory: Int
    /// Each file that it writes, and where there are namespaces all of them together, in bytes.
    package var files: Int

    /// Limits; by default those of ordinary programs, which take a second.
    package init(
        cpuSeconds: Int = 20, wall: Duration = .seconds(120), memory: Int = 2 << 30, files: Int = 64 << 20
    ) {
        (self.cpuSeconds, self.wall, self.memory, self.files) = (cpuSeconds, wall, memory, files)
    }
}
