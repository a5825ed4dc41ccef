import Rollouts
import Sandbox
import Testing

/// What an executor cannot be made of.
@Suite struct LimitsTests {
    @Test(arguments: [
        (Limits(cpu: .zero), "cpu"), (Limits(cpu: .seconds(-1)), "cpu"), (Limits(cpu: .seconds(1e12)), "cpu"),
        (Limits(wall: .zero), "wall"), (Limits(cpu: .seconds(5), wall: .seconds(2)), "wall"),
        (Limits(memory: 0), "memory"), (Limits(memory: -1), "memory"), (Limits(memory: 1 << 20), "memory"),
        (Limits(memory: .max), "memory"), (Limits(output: 0), "output"), (Limits(output: .max), "output"),
        (Limits(processes: 0), "processes"), (Limits(processes: .max), "processes"),
    ]) func aLimitThatCannotBeKeptIsRefused(limits: Limits, name: String) throws {
        let error = #expect(throws: LimitsError.self) { try SandboxExecutor(.python(), limits: limits) }
        #expect(error?.limit == name)
    }

    @Test func theMessageNamesTheLimitTheValueAndWhatIsAllowed() {
        let error = #expect(throws: LimitsError.self) { try SandboxExecutor(.python(), limits: Limits(processes: 0)) }
        #expect(error?.description == "the limit 'processes' is 0; allowed is 1 to 4096")
    }

    @Test(arguments: [0, -1, 100_000]) func soIsANumberOfWorkers(workers: Int) {
        #expect(throws: LimitsError.self) { try SandboxExecutor(.python(), workers: workers) }
    }

    @Test func missingProgramsAreNamedWithTheRemedy() {
        let bubblewrap = #expect(throws: SandboxError.self) {
            try SandboxExecutor(.python(), isolation: .bubblewrap(path: "/nowhere/bwrap"))
        }
        #expect(
            bubblewrap?.description
                == "bubblewrap is not installed (there is no /nowhere/bwrap); run: apt-get install bubblewrap")
        let python = #expect(throws: SandboxError.self) {
            try SandboxExecutor(.python(interpreter: "/usr/bin/python9"))
        }
        #expect(
            python?.description
                == "Python is not installed (there is no /usr/bin/python9); run: apt-get install python3")
    }

    @Test func aWorkerThatDoesNotStartSaysWhy() throws {
        let executor = try SandboxExecutor(.python(interpreter: "/usr/bin/false"))
        let error = #expect(throws: SandboxError.self) { try executor.run(source: "pass") }
        #expect(error?.description.hasPrefix("the Python sandbox did not start: ") == true)
        let strange = try SandboxExecutor(.python(), isolation: .bubblewrap(path: "/usr/bin/env"))
        let complaint = #expect(throws: SandboxError.self) { try strange.run(source: "pass") }
        #expect(complaint?.description.contains("--help") == true)
    }
}
