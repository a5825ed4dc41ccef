import Foundation
import Rollouts
import Sandbox
import Testing

/// What is left without namespaces: all but the walls between a program and the files of this machine.
@Suite struct UnisolatedTests {
    private let executor = try! SandboxExecutor(.python(), limits: .forTests, isolation: .none)

    @Test func programsAreJudgedTheSame() throws {
        #expect(try executor.run(source: "print(int(input()) + 1)", stdin: "1").output == "2\n")
        #expect(try executor.run(source: "while True: pass").verdict == .timeLimit)
        #expect(try executor.run(source: "x = bytearray(10**10)").verdict == .memoryLimit)
        #expect(try executor.run(source: "while True: print('x' * 1000)").verdict == .outputLimit)
        #expect(try executor.run(source: "import os; os.abort()").signal == 6)
    }

    @Test(arguments: [
        "os.fork()", "os.execv('/usr/bin/true', ['true'])", "os.kill(1, 9)", "os.kill(-1, 0)",
        "os.kill(os.getppid(), 0)",
        "os.symlink('/', 's')", "os.setuid(0)", "__import__('socket').socket()",
    ]) func callsAreRefused(expression: String) throws {
        let outcome = try executor.run(
            source: "import os\ntry: print(\(expression))\nexcept OSError as e: print(type(e).__name__)")
        #expect(outcome.output == "PermissionError\n")
    }

    @Test func whatAProgramLeavesGoes() throws {
        for _ in 0..<2 {
            let outcome = try executor.run(
                source:
                    "import os; print(os.listdir('.')); open('f', 'w').write('x'); os.mkdir('d'); print(os.getcwd())")
            let lines = outcome.output.split(separator: "\n")
            #expect(lines.count == 2 && lines[0] == "[]")
            _ = try executor.run(source: "pass")
            #expect(!FileManager.default.fileExists(atPath: String(lines[1])))
        }
    }

    @Test func nothingOfThePrivilegesIsLeft() throws {
        let source = "import os; print(os.getuid() != 0, os.getresuid() == (os.getuid(),) * 3, len(os.getgroups()))"
        #expect(try executor.run(source: source).output == "True True \(getuid() == 0 ? 0 : Int(getgroups(0, nil)))\n")
    }
}
