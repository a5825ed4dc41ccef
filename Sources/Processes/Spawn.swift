internal import Glibc

/// Starts programs and sees them end.
package enum Spawn {
    /// Starts a program that is found by `PATH`.
    ///
    /// - Parameters:
    ///   - environment: variables beside those of this process, or in their place.
    ///   - input: the descriptor that becomes its standard input, and so on; -1 for the null device.
    ///   - passed: a further descriptor, which becomes its descriptor 3; -1 for none.
    ///   - isApart: whether it has a process group of its own, which Ctrl-C does not reach.
    /// - Returns: its number.
    package static func start(
        _ words: [String], environment: [(String, String)] = [], input: Int32, output: Int32, errors: Int32,
        passed: Int32 = -1, isApart: Bool = false
    ) throws(SpawnFailure) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // The given ones may be 0, 1 or 2 themselves: the null device, which could hide one of them, comes last.
        for (target, source) in [(0, input), (1, output), (2, errors), (3, passed)] as [(Int32, Int32)]
        where source >= 0 {
            posix_spawn_file_actions_adddup2(&actions, source, target)
        }
        if input < 0 { posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0) }
        if output < 0 { posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0) }
        if errors < 0 { posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        if isApart {
            posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
            posix_spawnattr_setpgroup(&attributes, 0)
        }
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var variables = variables(environment).map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var process = pid_t()
        let code = posix_spawnp(&process, words[0], &actions, &attributes, &arguments, &variables)
        guard code == 0 else { throw SpawnFailure(number: code) }
        return process
    }

    /// Waits for the end of a program that `start` started.
    ///
    /// - Returns: its status, as `waitpid` gives it; 0 where somebody else has asked for it.
    @discardableResult
    package static func end(of process: Int32) -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status
    }

    private static func variables(_ more: [(String, String)]) -> [String] {
        var variables: [String] = []
        var place = environ
        while let variable = place.pointee {
            let text = String(cString: variable)
            if !more.contains(where: { text.hasPrefix($0.0 + "=") }) { variables.append(text) }
            place += 1
        }
        return variables + more.map { "\($0.0)=\($0.1)" }
    }
}

/// A program could not be started.
package struct SpawnFailure: Error {
    /// The system's number for the reason.
    package let number: Int32
}
