import Foundation
import TestSupport
import Testing

/// `assay api`, from end to end.
@Suite struct LuaReferenceCommandTests {
    @Test func page() throws {
        let outcome = try AssayProgram.run(["api"])
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("# Lua API\n"))
    }

    @Test func stubs() throws {
        let folder = try TemporaryFolder()
        let outcome = try AssayProgram.run(["api", "--luacats", folder.file("new/stubs")])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try folder.text("new/stubs/executor.lua").hasPrefix("---@meta"))
    }

    @Test(arguments: [
        ("environment.code", "environment.code { problems = …"), ("Policy:save", "policy:save { name"),
        ("Episode", "Episode: One conversation about a problem"),
        ("environment.code.turns", "environment.code: turns  most programs"),
    ]) func oneName(_ name: String, _ beginning: String) throws {
        let outcome = try AssayProgram.run(["api", name])
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix(beginning), "\(outcome.output)")
    }

    @Test func anUnknownNameGetsTheNearest() throws {
        let outcome = try AssayProgram.run(["api", "environment.evalute"])
        #expect(outcome.status == 2)
        #expect(
            outcome.errors
                == "assay: there is no 'environment.evalute' in the Lua API; did you mean 'environment.evaluate'? "
                + "\"assay api\" lists all there is\n")
        #expect(try AssayProgram.run(["api", "run", "--luacats", "x"]).status == 2)
    }

    @Test func aFolderThatCannotBeWritten() throws {
        let folder = try TemporaryFolder()
        try folder.write("a file", to: "stubs")
        let outcome = try AssayProgram.run(["api", "--luacats", folder.file("stubs")])
        #expect(outcome.status == 1)
        #expect(
            outcome.errors
                == "assay: cannot write stubs to \(folder.file("stubs")); name a folder that you may write with "
                + "--luacats FOLDER\n")
    }
}
