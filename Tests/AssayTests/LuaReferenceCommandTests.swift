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
