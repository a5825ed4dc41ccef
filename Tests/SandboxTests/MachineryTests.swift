import Foundation
import Rollouts
import Sandbox
import Testing

/// What happens when a worker dies, or nobody wants it any more.
@Suite struct MachineryTests {
    /// Processes whose command line names the interpreter in this spelling: a test's own workers, and bubblewrap around them.
    private static func processes(naming interpreter: String) -> [(id: pid_t, isInterpreter: Bool)] {
        let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { pid_t($0) } ?? []
        return numbers.compactMap { id in
            guard let line = try? String(contentsOfFile: "/proc/\(id)/cmdline", encoding: .utf8) else { return nil }
            let words = line.split(separator: "\0")
            guard words.contains(Substring(interpreter)) else { return nil }
            return (id, words[0] == interpreter)
        }
    }

    /// Waits up to ten seconds for a condition that is about to hold.
    private static func soon(_ condition: () -> Bool) -> Bool {
        for _ in 0..<1000 {
            if condition() { return true }
            usleep(10_000)
        }
        return false
    }

    @Test func aWorkerKilledInTheMiddleOfABatchIsReplaced() throws {
        let interpreter = "/usr/bin/./python3"
        let executor = try SandboxExecutor(.python(interpreter: interpreter), workers: 2)
        let slow = Submission(
            source: "import time; time.sleep(0.05); print(input())",
            tests: (0..<4).map { TestCase(input: "\($0)", expected: "\($0)") })
        let killer = Thread {
            for _ in 0..<3 {
                _ = Self.soon { Self.processes(naming: interpreter).contains { $0.isInterpreter } }
                usleep(150_000)
                if let victim = Self.processes(naming: interpreter).first(where: \.isInterpreter) {
                    kill(victim.id, SIGKILL)
                }
            }
        }
        _ = try executor.run(source: "pass")
        killer.start()
        #expect(try executor.judge(Array(repeating: slow, count: 10)).allSatisfy { $0.verdict == .accepted })
    }

    @Test func nothingIsLeftOfAnExecutor() throws {
        let interpreter = "/usr/bin/././python3"
        var executor: SandboxExecutor? = try SandboxExecutor(.python(interpreter: interpreter), workers: 2)
        _ = try executor!.run(source: "import threading, time; threading.Thread(target=print).start()")
        #expect(Self.processes(naming: interpreter).count >= 2)
        executor = nil
        #expect(Self.soon { Self.processes(naming: interpreter).isEmpty })
    }

    @Test func aStoppedWorkerIsReplaced() throws {
        let interpreter = "/usr/bin/../bin/../bin/python3"
        let executor = try SandboxExecutor(
            .python(interpreter: interpreter), limits: Limits(cpu: .milliseconds(100), wall: .milliseconds(500)))
        _ = try executor.run(source: "pass")
        for worker in Self.processes(naming: interpreter) where worker.isInterpreter { kill(worker.id, SIGSTOP) }
        #expect(try executor.run(source: "print(1)").output == "1\n")
        #expect(Self.soon { Self.processes(naming: interpreter).count { $0.isInterpreter } == 1 })
    }

    /// The groups of a process bear its number, so that it looks for its own alone.
    @Test func noControlGroupIsLeft() async throws {
        await #expect(processExitsWith: .success) {
            func ours() -> [String] {
                let groups = FileManager.default.enumerator(atPath: "/sys/fs/cgroup")
                return groups?.compactMap { $0 as? String }.filter { $0.hasSuffix("assay-\(getpid())-1") } ?? []
            }
            var executor: SandboxExecutor? = try SandboxExecutor(.python())
            _ = try executor!.run(source: "print(1)")
            let made = ours().count
            executor = nil
            exit([0, 1, 2].contains(made) && ours().isEmpty ? 0 : 1)
        }
    }

    @Test(.enabled(if: getuid() == 0, "needs root, to become a user without other processes"))
    func aMachineWithoutFreeProcessesIsAnErrorNotAVerdict() async throws {
        await #expect(processExitsWith: .success) {
            let executor = try SandboxExecutor(.python())
            guard try executor.run(source: "print(1)").output == "1\n" else { exit(2) }
            setgid(64_999)
            setuid(64_999)
            var none = rlimit(rlim_cur: 0, rlim_max: 0)
            setrlimit(__rlimit_resource_t(6), &none)  // RLIMIT_NPROC, which Swift does not see
            // The worker is warm and does not count here; what it leaves behind has it replaced, which cannot be done.
            _ = try executor.run(source: "open('f', 'w').close()")
            do {
                _ = try executor.run(source: "print(2)")
                exit(3)
            } catch let error as SandboxError {
                exit(error.description.hasPrefix("starting /usr/bin/bwrap failed: Resource temporarily") ? 0 : 4)
            }
        }
    }

    /// The limit of the host is also that of the workers it starts.
    @Test func aMachineWithoutFreeMemoryIsAnErrorNotAVerdict() async throws {
        await #expect(processExitsWith: .success) {
            let executor = try SandboxExecutor(.python())
            guard try executor.run(source: "print(1)").output == "1\n" else { exit(2) }
            // What it leaves behind has the worker replaced.
            _ = try executor.run(source: "open('f', 'w').close()")
            let space = __rlimit_resource_t(9)  // RLIMIT_AS, which Swift does not see
            var before = rlimit()
            getrlimit(space, &before)
            var little = rlimit(rlim_cur: 8 << 20, rlim_max: before.rlim_max)
            setrlimit(space, &little)
            var failure = ""
            do { _ = try executor.run(source: "print(2)") } catch let error as SandboxError {
                failure = error.description
            }
            setrlimit(space, &before)
            guard failure.contains("the Python sandbox did not start: ") else { exit(failure.isEmpty ? 3 : 5) }
            exit(try executor.run(source: "print(3)").output == "3\n" ? 0 : 4)
        }
    }

    @Test(.enabled(if: getuid() == 0, "needs root, to become a user without other processes"))
    func aCompilerThatCannotStartIsNoVerdict() async throws {
        await #expect(processExitsWith: .success) {
            guard access("/usr/bin/g++", X_OK) == 0 else { exit(0) }
            let executor = try SandboxExecutor(.cpp())
            guard try executor.run(source: "int main() {}").verdict == .accepted else { exit(2) }
            setgid(64_999)
            setuid(64_999)
            var none = rlimit(rlim_cur: 0, rlim_max: 0)
            setrlimit(__rlimit_resource_t(6), &none)  // RLIMIT_NPROC, which Swift does not see
            do {
                exit(try executor.run(source: "int main() { return 0; }").verdict == .compileError ? 3 : 4)
            } catch let error as SandboxError {
                exit(error.description.contains("Resource temporarily unavailable") ? 0 : 5)
            }
        }
    }

    @Test func nothingIsLeftOfAHostThatIsKilled() async throws {
        let interpreter = "/usr/bin/./././python3"
        await #expect(processExitsWith: .signal(SIGKILL)) {
            let executor = try SandboxExecutor(.python(interpreter: "/usr/bin/./././python3"))
            _ = try executor.run(source: "pass")
            Thread { _ = try? executor.run(source: "import time; time.sleep(100)") }.start()
            usleep(200_000)
            kill(getpid(), SIGKILL)
        }
        #expect(Self.soon { Self.processes(naming: interpreter).isEmpty })
    }

    @Test func anInterruptStopsABatchAndItsPrograms() async throws {
        let interpreter = "/usr/bin/././././python3"
        await #expect(processExitsWith: .success) {
            let interrupt = Interrupt()
            let executor = try SandboxExecutor(
                .python(interpreter: "/usr/bin/././././python3"), limits: Limits(wall: .seconds(1000)), workers: 2,
                interrupt: interrupt)
            Thread {
                usleep(300_000)
                interrupt.request()
            }.start()
            let endless = Submission(source: "import time; time.sleep(900)", tests: [TestCase(input: "", expected: "")])
            do {
                _ = try executor.judge(Array(repeating: endless, count: 5))
                exit(1)
            } catch is Interrupted {
                interrupt.clear()
                exit(try executor.run(source: "print(1)").output == "1\n" ? 0 : 2)
            }
        }
        #expect(Self.soon { Self.processes(naming: interpreter).isEmpty })
    }

    @Test func workersAreOutOfReachOfTheTerminal() throws {
        let interpreter = "/usr/bin/./././././python3"
        let executor = try SandboxExecutor(.python(interpreter: interpreter))
        _ = try executor.run(source: "pass")
        let workers = Self.processes(naming: interpreter)
        #expect(!workers.isEmpty && workers.allSatisfy { getsid($0.id) != getsid(0) })
    }
}
