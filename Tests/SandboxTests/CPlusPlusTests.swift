import Foundation
import Rollouts
import Sandbox
import Synchronization
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

    @Test func programsAreWrittenInTheStandardThatIsAsked() throws {
        let new =
            "#include <cstdio>\nint main() { typeof(1) x = 7; auto f = []<class T>(T y) { return y; };\n"
            + "#ifdef ONLINE_JUDGE\n  std::printf(\"%d\", f(x));\n#endif\n}"
        #expect(try outcome(new, expected: "7").verdict == .accepted)
        let old = try SandboxExecutor(.cpp(standard: .cpp11), limits: Limits(memory: 128 << 20))
        #expect(try old.run(source: new).verdict == .compileError)
        #expect(try old.runtime().limits.contains("c++11") && Self.executor.get().runtime().limits.contains("gnu++20"))
    }

    @Test func aForeignFolderDoesNotBlockIt() throws {
        guard getuid() == 0 else { return }
        let before = try Set(FileManager.default.contentsOfDirectory(atPath: "/var/tmp"))
        let old = try SandboxExecutor(.cpp(standard: .cpp14), limits: Limits(memory: 128 << 20))
        _ = try old.run(source: "int main() {}")
        let made = try Set(FileManager.default.contentsOfDirectory(atPath: "/var/tmp")).subtracting(before)
        let names = made.filter { $0.hasPrefix("assay-0-") && !$0.contains("partial") }
        guard let name = names.first else { return }
        let folder = "/var/tmp/" + name
        #expect(chown(folder, 1234, 1234) == 0)
        defer {
            for name in [folder, folder + "-1"] { try? FileManager.default.removeItem(atPath: name) }
        }
        let again = try SandboxExecutor(.cpp(standard: .cpp14), limits: Limits(memory: 128 << 20))
        #expect(try again.run(source: "int main() {}").verdict == .accepted)
        #expect(FileManager.default.fileExists(atPath: folder + "-1"))
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

    /// And compiled there, with what that means.
    @Test func theCompilerNeedsNoNamespacesEither() throws {
        let executor = try SandboxExecutor(.cpp(), limits: Limits(memory: 128 << 20), isolation: .none)
        let source = """
            #include <cstdio>
            #if __has_include("/etc/passwd")
            int main() { puts("outside"); }
            #else
            int main() { puts("inside"); }
            #endif
            """
        #expect(try executor.run(source: source).output == "outside\n")
        #expect(try outcome(source, expected: "inside").verdict == .accepted)
        let broken = try executor.run(source: "int main() { return x; }")
        #expect(broken.verdict == .compileError && broken.errorOutput.contains("program.cpp:1:21: error: 'x'"))
        let bomb = """
            template<int n, long k> struct A { static const long v = A<n - 1, 2 * k>::v + A<n - 1, 2 * k + 1>::v; };
            template<long k> struct A<0, k> { static const long v = k; };
            int main() { return A<40, 1>::v; }
            """
        let limits = CompileLimits(cpuSeconds: 1, wall: .seconds(60), memory: 1 << 30)
        let limited = try SandboxExecutor(.cpp(compilation: limits), isolation: .none).run(source: bomb)
        #expect(limited.verdict == .compileError)
        #expect(limited.errorOutput.contains("the compiler may use 1 seconds, 1024 MiB"), "\(limited.errorOutput)")
    }

    /// Unicode takes one for the other; as programs they differ.
    @Test func textsThatLookTheSameAreCompiledApart() throws {
        for text in ["\u{E9}", "e\u{301}"] {
            let source = "#include <cstdio>\n#include <cstring>\nint main() { printf(\"%zu\", strlen(\"\(text)\")); }"
            #expect(try outcome(source, expected: "\(text.utf8.count)").verdict == .accepted)
        }
    }

    @Test func aCompilerThatIsKilledIsAskedAgain() throws {
        let executor = try SandboxExecutor(.cpp(), limits: Limits(memory: 128 << 20))
        _ = try executor.run(source: "int main() {}")  // so that the header is there
        let killed = Mutex(false)
        let killer = Thread {
            for _ in 0..<2000 {
                if let victim = Self.descendants(named: "cc1plus").first, kill(victim, SIGKILL) == 0 {
                    return killed.withLock { $0 = true }
                }
                usleep(5000)
            }
        }
        killer.start()
        let source = "#include <bits/stdc++.h>\nint main() { std::regex pattern(\"a*b\"); puts(\"1\"); }"
        #expect(try executor.run(source: source).output == "1\n")
        #expect(killed.withLock { $0 })
    }

    /// Processes that this one's children started, by the name of their program.
    private static func descendants(named name: String) -> [pid_t] {
        func facts(_ id: pid_t) -> (name: Substring, parent: pid_t)? {
            guard let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
                let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")")
            else { return nil }
            return (text[text.index(after: open)..<close], pid_t(text[close...].split(separator: " ")[2]) ?? 0)
        }
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { pid_t($0) } ?? []
        return all.filter { id in
            guard var found = facts(id), found.name == name else { return false }
            while found.parent > 1 {
                if found.parent == getpid() { return true }
                guard let above = facts(found.parent) else { return false }
                found = above
            }
            return false
        }
    }

    @Test(arguments: [
        ("int main() { return time(0) == 0; }", [NondeterminismSource.clock]), ("std::random_device seed;", [.entropy]),
        ("#include <thread>", [.threads]), ("std::mt19937_64 g(std::chrono::steady_clock::now()", [.clock]),
        ("asm(\"rdtsc\");", [.clock, .system]), ("int time, threads, clocks; lifetime(0);", []),
    ]) func wordsOfAProgramAreSigns(source: String, variations: [NondeterminismSource]) throws {
        #expect(try outcome("#include <bits/stdc++.h>\n" + source).mayVary == variations)
    }

    @Test func aCompilerThatIsNotThereIsNamed() {
        let error = #expect(throws: SandboxError.self) { try Language.cpp(compiler: "/usr/bin/g++-99") }
        #expect(error?.description == "C++ is not installed (there is no /usr/bin/g++-99); run: apt-get install g++")
    }
}
