import Foundation
import Rollouts
import Sandbox
import Testing

/// Programs in C++.
@Suite(
    .serialized,
    .enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/g++"), "g++ is not installed: apt-get install g++"))
struct CPlusPlusTests {
    private static let executor = Result {
        try SandboxExecutor(.cpp(), limits: Limits(cpu: .seconds(1), memory: 128 << 20))
    }

    private func outcome(_ source: String, _ input: String = "", expected: String = "") throws -> TestOutcome {
        let submission = Submission(source: source, tests: [TestCase(input: input, expected: expected)])
        return try Self.executor.get().judge([submission])[0].outcomes[0]
    }

    @Test func programsReadAndPrint() throws {
        let source = """
            #include <bits/stdc++.h>
            using namespace std;
            int main() { int n; cin >> n; vector<int> v(n); for (auto &x : v) cin >> x; sort(v.begin(), v.end());
              for (auto x : v) cout << x << ' '; }
            """
        let outcome = try outcome(source, "3\n3 1 2\n", expected: "1 2 3")
        #expect(outcome.verdict == .accepted, "\(outcome)")
        let threads = "#include <thread>\n#include <cstdio>\nint main() { std::thread([] { puts(\"7\"); }).join(); }"
        #expect(try self.outcome(threads, expected: "7").verdict == .accepted)
    }

    @Test func whatIsNotCPlusPlusIsACompileErrorOnce() throws {
        let submission = Submission(
            source: "int main() { return x; }", tests: Array(repeating: TestCase(input: "", expected: ""), count: 3),
            stopsAtFirstFailure: false)
        let judgement = try Self.executor.get().judge([submission])[0]
        #expect(judgement.outcomes.map(\.verdict) == [.compileError])
        #expect(judgement.outcomes[0].errorOutput.contains("program.cpp:1:21: error: 'x' was not declared"))
    }

    @Test(arguments: [
        ("int main() { for (;;) asm(\"\"); }", Verdict.timeLimit), ("int main() { return 3; }", .runtimeError),
        ("int main() { *(volatile int *)0 = 1; }", .runtimeError),
        ("#include <vector>\nint main() { std::vector<char> v(1L << 33); }", .memoryLimit),
        ("#include <cstdio>\nint main() { for (;;) puts(\"x\"); }", .outputLimit),
    ]) func limitsAndFailures(source: String, verdict: Verdict) throws {
        let outcome = try outcome(source)
        #expect(outcome.verdict == verdict, "\(outcome)")
    }

    @Test(arguments: [
        "fork()", "execl(\"/usr/bin/true\", \"true\", nullptr)", "socket(2, 1, 0)", "kill(1, 9)",
        "syscall(SYS_execveat, -100, \"/usr/bin/true\", nullptr, nullptr, 0, 0)",
        "syscall(SYS_execveat, -100, \"/usr/bin/true\", nullptr, nullptr, 0, -1L)", "open(\"/etc/passwd\", 0)",
        "ptrace(PTRACE_TRACEME)",
    ]) func theSystemIsRefused(call: String) throws {
        let source = """
            #include <bits/stdc++.h>
            #include <fcntl.h>
            #include <signal.h>
            #include <sys/ptrace.h>
            #include <sys/socket.h>
            #include <sys/syscall.h>
            #include <unistd.h>
            int main() { printf("%ld", (long)\(call)); }
            """
        #expect(try outcome(source, expected: "-1").verdict == .accepted)
    }

    @Test(arguments: [
        "#include \"/etc/passwd\"\nint main() {}", "#include \"/dev/zero\"\nint main() {}",
        "#include \"/dev/stdin\"\nint main() {}",
        "template<int n> struct A { static const int v = A<n + 1>::v + A<n + 2>::v; };\nint main() { return A<0>::v; }",
        "int a[1 << 29] = {1}; int main() {}", "#include __FILE__",
    ]) func hostileTextsDoNotCompile(source: String) throws {
        let outcome = try outcome(source)
        #expect(outcome.verdict == .compileError && outcome.errorOutput.utf8.count <= 70_000)
        #expect(!outcome.errorOutput.contains("root:"))
    }

    @Test func programsRunWithoutNamespacesToo() throws {
        let executor = try SandboxExecutor(.cpp(), limits: Limits(memory: 128 << 20), isolation: .none)
        let source = """
            #include <bits/stdc++.h>
            #include <signal.h>
            #include <unistd.h>
            int main() { printf("%d %d %d", execl("/usr/bin/true", "true", nullptr), kill(getppid(), 0), kill(getpid(), 0)); }
            """
        #expect(try executor.run(source: source).output == "-1 -1 0")
        #expect(try executor.run(source: "#include <cstdlib>\nint main() { abort(); }").signal == 6)
    }

    @Test(arguments: [
        ("int main() { return time(0) == 0; }", [Variation.clock]), ("std::random_device seed;", [.entropy]),
        ("#include <thread>", [.threads]), ("std::mt19937_64 g(std::chrono::steady_clock::now()", [.clock]),
        ("asm(\"rdtsc\");", [.clock, .system]), ("int time, threads, clocks; lifetime(0);", []),
    ]) func wordsOfAProgramAreSigns(source: String, variations: [Variation]) throws {
        #expect(try outcome("#include <bits/stdc++.h>\n" + source).mayVary == variations)
    }

    @Test func aCompilerThatIsNotThereIsNamed() {
        let error = #expect(throws: SandboxError.self) { try Language.cpp(compiler: "/usr/bin/g++-99") }
        #expect(error?.description == "C++ is not installed (there is no /usr/bin/g++-99); run: apt-get install g++")
    }
}
