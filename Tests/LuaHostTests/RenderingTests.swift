import Foundation
import LuaHost
import Testing

/// Rendered text against files in `Snapshots`; `RECORD_SNAPSHOTS=1` writes them anew.
struct RenderingTests {
    private func expect(_ text: String, matches name: String) throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots/\(name)")
        if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
            try FileManager.default.createDirectory(
                at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: path, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: path, encoding: .utf8) == text)
    }

    private func interface(_ fixture: Fixture) -> LuaInterface {
        LuaInterface(fixture.runtime.modules.map(\.description) + [Counter.luaDescription])
    }

    @Test func stubs() throws {
        let fixture = try Fixture()
        for file in LuaStubs.files(interface(fixture)) { try expect(file.text, matches: file.name) }
    }

    @Test func page() throws {
        let fixture = try Fixture()
        try expect(LuaReferencePage.markdown(title: "Reference", interface(fixture)), matches: "reference.md")
    }

    @Test func help() throws {
        let fixture = try Fixture()
        try fixture.run("help() help(lab) help(lab.code) help(lab.counter()) help(lab.counter().add) help(print)")
        try expect(fixture.output.joined(separator: "\n\n"), matches: "help.txt")
    }

    @Test func longLinesAreCutToTheTerminal() throws {
        let error = try Fixture().failure("local x = 1\nlab.refuse() -- " + String(repeating: "word ", count: 100))
        let lines = error.screen(columns: 80).split(separator: "\n")
        #expect(lines.dropFirst().allSatisfy { $0.count <= 80 })
        #expect(lines.contains { $0.hasPrefix("  > 2 | lab.refuse() -- word") && $0.count == 80 && $0.hasSuffix("…") })
    }

    @Test func errorScreens() throws {
        let fixture = try Fixture()
        let script = """
            local function train()
              lab.code {
                "x",
                tunrs = 3,
              }
            end

            train()
            """
        let error = try fixture.failure(script)
        try expect(error.screen(), matches: "error.txt")
        try expect(error.screen(colour: true), matches: "error-colour.txt")
        try expect(try fixture.failure("local x = 1\nlocal = 2").screen(), matches: "syntax-error.txt")
        try expect(try fixture.failure("lab.interrupt()\nwhile true do end").screen(), matches: "interrupted.txt")
    }
}
