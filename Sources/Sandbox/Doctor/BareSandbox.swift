import CSandbox
import Glibc

/// A command inside bubblewrap without a worker's limits and filter, so that an attack meets the walls behind them.
struct BareSandbox {
    /// What the command printed, and how it ended: as a shell says it.
    let (output, errors): (String, String)

    /// Runs a command; gives it ten seconds.
    ///
    /// - Parameters:
    ///   - environment: of bubblewrap; nothing of it should reach the command.
    ///   - group: the control group to run it in.
    init(_ command: [String], bubblewrap: String, environment: [String] = [], group: ControlGroup? = nil) throws {
        let standard = (try MemoryFile("stdin"), try MemoryFile("stdout"), try MemoryFile("stderr"))
        let arguments = Bubblewrap(path: bubblewrap).arguments(around: command)
        let started = withCStrings(arguments) { arguments in
            withCStrings(environment) { environment in
                var start = sandbox_start(
                    path: arguments[0], arguments: arguments, environment: environment,
                    standard: (standard.0.descriptor, standard.1.descriptor, standard.2.descriptor),
                    socket: standard.0.descriptor, library: standard.0.descriptor,
                    groups: group?.descriptors ?? (-1, -1), directory: nil, stack: 8 << 20, drops_root: true)
                return sandbox_spawn(&start)
            }
        }
        if started < 0 { throw SandboxError.system("starting \(bubblewrap)", -started) }
        sandbox_reap(started, 10_000)
        output = String(decoding: standard.1.read(upTo: 1 << 16), as: UTF8.self)
        errors = String(decoding: standard.2.read(upTo: 1 << 16), as: UTF8.self)
    }
}
