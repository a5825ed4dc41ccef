import Foundation
import Rollouts

/// Bare processes, two at a time: what isolates nothing, limits nothing and reads no output.
enum Spawns {
    /// Runs each program once by `python3 -I -S`.
    ///
    /// - Returns: seconds for all.
    static func python(_ programs: [Submission]) throws -> Double {
        let folder = FileManager.default.temporaryDirectory.appending(path: "assay-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (index, program) in programs.enumerated() {
            try program.source.write(to: folder.appending(path: "\(index).py"), atomically: false, encoding: .utf8)
            try program.tests[0].input.write(
                to: folder.appending(path: "\(index).txt"), atomically: false, encoding: .utf8)
        }
        let started = ContinuousClock.now
        let statuses = twoAtATime(programs.count) { index in
            run(
                ["/usr/bin/python3", "-I", "-S", folder.appending(path: "\(index).py").path],
                input: folder.appending(path: "\(index).txt").path)
        }
        let elapsed = seconds(ContinuousClock.now - started)
        if let failed = statuses.firstIndex(where: { $0 != 0 }) {
            throw BenchError(
                "/usr/bin/python3 -I -S ended with status \(statuses[failed]) on:\n\(programs[failed].source)")
        }
        return elapsed
    }

    /// Forks processes that do nothing from one as small as a Lua worker: no way that gives each program a process is faster.
    ///
    /// - Parameter program: what scripts/bench made of scripts/benchmark/forks.c.
    /// - Returns: seconds for all.
    static func forks(_ count: Int, program: String) throws -> Double {
        let started = ContinuousClock.now
        let statuses = twoAtATime(2) { _ in run([program, "\(count / 2)"], input: "/dev/null") }
        let elapsed = seconds(ContinuousClock.now - started)
        guard statuses == [0, 0] else {
            throw BenchError("\(program) ended with status \(statuses); start this by scripts/bench, which compiles it")
        }
        return elapsed
    }

    /// Calls `body` for each index, on two threads.
    private static func twoAtATime(_ count: Int, _ body: @Sendable (Int) -> Int32) -> [Int32] {
        var results = [Int32](repeating: 0, count: count)
        results.withUnsafeMutableBufferPointer { results in
            nonisolated(unsafe) let results = results
            // Every second one each: no two threads touch the same element.
            DispatchQueue.concurrentPerform(iterations: 2) { thread in
                for index in stride(from: thread, to: count, by: 2) { results[index] = body(index) }
            }
        }
        return results
    }

    /// A wait(2) status, or -1 when it could not be started.
    private static func run(_ words: [String], input: String) -> Int32 {
        var pid = pid_t(), status: Int32 = 0
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        guard posix_spawn(&pid, words[0], &actions, nil, arguments, environ) == 0, waitpid(pid, &status, 0) == pid
        else { return -1 }
        return status
    }
}
