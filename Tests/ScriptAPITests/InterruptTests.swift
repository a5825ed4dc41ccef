import LuaHost
import Rollouts
import RunStore
import ScriptAPI
import Testing

/// Ctrl-C at a known point: the script prints, and that is when it comes. What has another token goes on.
@Suite struct InterruptTests {
    /// Runs `source`, interrupts it when it prints, and then runs another script.
    private static func interrupt(_ source: String) throws {
        let fixture = try ScriptFixture()
        let interrupt = Interrupt()
        let ran = try fixture.run(source, interrupt: interrupt) { _ in interrupt.request() }
        guard case .interrupted(let error) = ran.outcome else {
            Issue.record("it ended as \(ran.outcome)")
            return
        }
        #expect(error.message == "interrupted")
        #expect(error.line != nil)
        #expect(ran.status == .interrupted)
        let after = try fixture.run(
            "print(executor.python({ workers = 1 }):run('print(1 + 1)').stdout, #\(Project.policy):encode('print'))")
        #expect(after.isCompleted, "\(String(describing: after.error))")
        #expect(after.output.hasPrefix("2\n"))
    }

    private static let setting = """
        local problems, python = dataset.minicontests { test = 8 }, executor.python { workers = 1 }
        local policy = \(Project.policy)
        """

    @Test func duringAnUpdate() throws {
        try Self.interrupt(
            Self.setting + """

                local env = environment.code {
                  problems = problems.train, executor = python, reward = function() print "now" return 1 end }
                for update in trainer.ppo({ policy = policy, environment = env, episodes = 8 }):updates(1000) do run.log(update) end
                """)
    }

    @Test func duringAnEvaluation() throws {
        try Self.interrupt(
            Self.setting + """

                environment.evaluate { policy = policy, problems = problems.test, executor = python, samples = 1000,
                  feedback = function() print "now" return "again" end }
                """)
    }

    @Test func duringABusyLoopInsidePcall() throws {
        try Self.interrupt("print 'now' while true do pcall(function() while true do end end) end")
    }

    @Test func duringFineTuning() throws {
        try Self.interrupt(
            Self.setting + """

                local sft = trainer.sft { policy = policy }
                for step in sft:pass { dataset.conversations { "habit", count = 2000 }, every = 1 } do print "now" end
                """)
    }
}
