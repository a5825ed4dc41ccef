internal import LuaHost
internal import Replay
internal import Sandbox

/// What one Python program may use.
struct PythonOptions: LuaOptions {
    @LuaParameter("cpu_seconds", "CPU time of a program on one test", .in(0.01...3600), unit: "seconds")
    var cpuSeconds = 1.0
    @LuaParameter(
        "wall_seconds", "time on the clock; ten times cpu_seconds when left out", .optional(.in(0.01...36_000)),
        unit: "seconds")
    var wallSeconds: Double?
    @LuaParameter("memory_mb", "address space, the interpreter's 25 MB included", .in(64...1_000_000), unit: "MiB")
    var memoryMB = 256
    @LuaParameter("output_kb", "what it may print", .in(1...1_000_000), unit: "KiB") var outputKB = 1024
    @LuaParameter("processes", "threads it may have", .in(1...4096)) var processes = 16
    @LuaParameter(
        "workers", "programs that run at once, changing no verdict; one a core when left out", .optional(.in(1...1024)))
    var workers: Int?
    @LuaParameter(
        "isolation",
        "what keeps programs from this machine (see assay doctor); without any they read its files, and the run is marked"
    )
    var isolation = ExecutorSettings.IsolationName.bubblewrap

    func validate() throws(LuaMismatch) {
        guard let wallSeconds, wallSeconds < cpuSeconds else { return }
        throw LuaMismatch("'wall_seconds' must be at least 'cpu_seconds', which is \(cpuSeconds), not \(wallSeconds)")
    }
}

extension PythonOptions {
    var limits: Limits {
        Limits(
            cpu: .seconds(cpuSeconds), wall: .seconds(wallSeconds ?? 10 * cpuSeconds), memory: memoryMB << 20,
            output: outputKB << 10, processes: processes)
    }
}

/// What one C++ program may use.
struct CPlusPlusOptions: LuaOptions {
    @LuaParameter("standard", "which C++, as g++ calls it; ONLINE_JUDGE is defined in all of them")
    var standard = CPlusPlusStandard.gnu20
    @LuaParameter("cpu_seconds", "CPU time of a program on one test", .in(0.01...3600), unit: "seconds")
    var cpuSeconds = 1.0
    @LuaParameter(
        "wall_seconds", "time on the clock; ten times cpu_seconds when left out", .optional(.in(0.01...36_000)),
        unit: "seconds")
    var wallSeconds: Double?
    @LuaParameter("memory_mb", "address space", .in(64...1_000_000), unit: "MiB") var memoryMB = 256
    @LuaParameter("output_kb", "what it may print", .in(1...1_000_000), unit: "KiB") var outputKB = 1024
    @LuaParameter("processes", "threads it may have", .in(1...4096)) var processes = 16
    @LuaParameter(
        "workers", "programs that run at once, changing no verdict; one a core when left out", .optional(.in(1...1024)))
    var workers: Int?
    @LuaParameter(
        "isolation", "what keeps programs from this machine (see assay doctor); without any the run is marked")
    var isolation = ExecutorSettings.IsolationName.bubblewrap

    func validate() throws(LuaMismatch) {
        guard let wallSeconds, wallSeconds < cpuSeconds else { return }
        throw LuaMismatch("'wall_seconds' must be at least 'cpu_seconds', which is \(cpuSeconds), not \(wallSeconds)")
    }

    var limits: Limits {
        Limits(
            cpu: .seconds(cpuSeconds), wall: .seconds(wallSeconds ?? 10 * cpuSeconds), memory: memoryMB << 20,
            output: outputKB << 10, processes: processes)
    }
}

extension CPlusPlusStandard: LuaChoice {}

/// What one Lua program may use.
struct LuaProgramOptions: LuaOptions {
    @LuaParameter("instructions", "of Lua's machine, a budget that repeats exactly", .in(1000...)) var instructions =
        100_000_000
    @LuaParameter(
        "cpu_seconds", "CPU time on one test, for what the budget does not count", .in(0.01...3600), unit: "seconds")
    var cpuSeconds = 5.0
    @LuaParameter("memory_mb", "memory, the interpreter's 32 MB included", .in(64...1_000_000), unit: "MiB")
    var memoryMB = 256
    @LuaParameter("output_kb", "what it may print", .in(1...1_000_000), unit: "KiB") var outputKB = 1024
    @LuaParameter(
        "workers", "programs that run at once, changing no verdict; one a core when left out", .optional(.in(1...1024)))
    var workers: Int?
    @LuaParameter(
        "isolation", "what keeps programs from this machine (see assay doctor); without any the run is marked")
    var isolation = ExecutorSettings.IsolationName.bubblewrap

    var limits: Limits {
        Limits(
            cpu: .seconds(cpuSeconds), wall: .seconds(10 * cpuSeconds), memory: memoryMB << 20, output: outputKB << 10,
            processes: 1)
    }
}

extension ExecutorSettings.IsolationName: LuaChoice {}
