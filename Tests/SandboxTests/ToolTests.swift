import Foundation
import Rollouts
import Sandbox
import Testing

/// Programs as tools: with arguments, files and bytes of any kind.
@Suite struct ToolTests {
    private static let limits = Limits(cpu: .seconds(5), memory: 128 << 20)

    private func run(
        _ language: Language, _ source: String, input: String = "", arguments: [String] = [],
        files: [String: String] = [:],
        isolation: Isolation = .bubblewrap
    ) throws -> TestOutcome {
        let executor = try SandboxExecutor(language, limits: Self.limits, isolation: isolation)
        let submission = Submission(
            source: source, tests: [TestCase(input: input, expected: "")], comparison: .anything, arguments: arguments,
            files: files)
        return try executor.judge([submission])[0].outcomes[0]
    }

    @Test func programsOfEachLanguageGetTheirArguments() throws {
        let arguments = ["a b", "", "é"]
        let python = try run(.python(), "import sys; print(sys.argv)", arguments: arguments)
        #expect(python.output == "['program.py', 'a b', '', 'é']\n")
        let lua = try run(.lua(), "print(arg[0], #arg, ...)", arguments: arguments)
        #expect(lua.output == "program.lua\t3\ta b\t\té\n")
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/g++") else { return }
        let cpp = try run(
            .cpp(), "#include <stdio.h>\nint main(int n, char **v) { for (int i = 0; i < n; i++) puts(v[i]); }",
            arguments: arguments)
        #expect(cpp.output == "program\na b\n\né\n")
    }

    @Test(arguments: [Isolation.bubblewrap, .none]) func filesAreThereAndGoWithTheProgram(isolation: Isolation) throws {
        let source = """
            import os
            print(sorted(os.listdir('.')), open('data.txt').read(), len(open('big', 'rb').read()))
            open('data.txt', 'a').write('more')
            """
        let executor = try SandboxExecutor(.python(), limits: Self.limits, isolation: isolation)
        // More than a program itself may write.
        let files = ["data.txt": "x\n", "big": String(repeating: "a", count: 3 << 20)]
        let submission = Submission(
            source: source, tests: [TestCase(input: "", expected: "")], comparison: .anything, files: files)
        let judgements = try executor.judge([submission, submission])
        #expect(
            judgements.map { $0.outcomes[0].output }
                == Array(repeating: "['big', 'data.txt'] x\n \(3 << 20)\n", count: 2))
        #expect(try executor.run(source: "import os; print(os.listdir('.'))").output == "[]\n")
        let long = try executor.run(source: "open('f', 'wb').write(bytes(2 << 20))")
        #expect(long.verdict != .accepted)
    }

    @Test func bytesThatAreNotTextPassBothWays() throws {
        let bytes = (0...255).map { UInt8($0) } + Array("é\u{10FF80}\u{10FFFF}\u{10FF00}".utf8) + [0xF4, 0x8F, 0xBF]
        let outcome = try run(
            .python(), "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read() + open('f', 'rb').read())",
            input: String(keeping: bytes), files: ["f": String(keeping: [0xFF, 0x00])])
        #expect(outcome.output.keptBytes == bytes + [0xFF, 0x00])
        #expect(outcome.output.repaired == String(decoding: bytes + [0xFF, 0x00], as: UTF8.self))
    }

    @Test(arguments: ["", "plain", "é\u{10FF7F}", "\u{10FF80}"]) func textIsKeptAsItIs(text: String) {
        #expect(String(keeping: Array(text.utf8)).keptBytes == Array(text.utf8))
        #expect((String(keeping: Array(text.utf8)) == text) == (text != "\u{10FF80}"))
    }
}
