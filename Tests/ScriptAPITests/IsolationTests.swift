import LuaHost
import RunStore
import Testing

/// What a script says about isolation, and what its record says about the run.
@Suite struct IsolationTests {
    private func determinism(_ options: String) throws -> (output: String, RunInfo.Determinism, RunReader) {
        let ran = try ScriptFixture().run("print(executor.python { workers = 1\(options) }:run('print(1)').verdict)")
        let record = try #require(ran.record)
        return (ran.output, try #require(record.info.determinism), record)
    }

    @Test func aRunWithoutIsolationIsMarked() throws {
        let (output, determinism, record) = try determinism(", isolation = \"none\"")
        #expect(output == "accepted\n")
        #expect(determinism.level == "none")
        #expect(determinism.reason.contains("programs ran without isolation (isolation = \"none\")"))
        withExtendedLifetime(record) {}
    }

    @Test func aRunWithIsolationIsNot() throws {
        for options in ["", ", isolation = \"bubblewrap\""] {
            let (output, determinism, _) = try determinism(options)
            #expect(output == "accepted\n")
            #expect(determinism.level == "bitwise")
            #expect(!determinism.reason.contains("isolation"))
        }
    }

    @Test func otherWordsAreRefused() throws {
        let ran = try ScriptFixture().run("executor.python { isolation = 'nine' }")
        #expect(
            ran.error?.message.contains("'isolation' must be \"bubblewrap\" or \"none\", not the string \"nine\"")
                == true,
            "\(String(describing: ran.error?.message))")
    }
}
