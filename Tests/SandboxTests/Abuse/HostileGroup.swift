import Foundation
import Sandbox

/// Hostile programs that are judged by one executor.
enum HostileGroup: CaseIterable {
    case python
    /// Which need processor time to meet their limit.
    case growing
    /// Which only the clock ends: such programs get little of it.
    case waiting
    case lua
    case cpp

    /// Those whose language is there.
    static let possible = allCases.filter { $0 != .cpp || FileManager.default.isExecutableFile(atPath: "/usr/bin/g++") }

    var programs: [Hostile] {
        let python =
            Hostile.time + Hostile.memory + Hostile.output + Hostile.processes + Hostile.files + Hostile.kernel
            + Hostile.network + Hostile.grader + Hostile.interpreter
        return switch self {
        case .python: python.filter { !$0.waits && !$0.grows }
        case .growing: python.filter(\.grows)
        case .waiting: python.filter(\.waits)
        case .lua: Hostile.lua
        case .cpp: Hostile.compiling + Hostile.native
        }
    }

    /// A spelling of `/usr/bin`.
    var place: String {
        switch self {
        case .python: "/usr/lib/../bin"
        case .growing: "/usr/include/../bin"
        case .waiting: "/usr/bin/../bin"
        case .lua: "/usr/sbin/../bin"
        case .cpp: "/usr/share/../bin"
        }
    }

    func language(_ place: String) throws -> Language {
        switch self {
        case .python, .growing, .waiting: .python(interpreter: place + "/python3")
        case .lua: .lua(instructions: 5_000_000)
        case .cpp:
            try .cpp(
                compiler: place + "/g++",
                compilation: CompileLimits(cpuSeconds: 1, wall: .seconds(60), memory: 1 << 30, files: 16 << 20))
        }
    }

    var limits: Limits {
        let (cpu, wall): (Duration, Duration) =
            switch self {
            case .python: (.milliseconds(100), .seconds(30))
            case .growing: (.seconds(20), .seconds(30))
            case .waiting: (.milliseconds(100), .milliseconds(400))
            case .lua: (.seconds(2), .seconds(30))
            case .cpp: (.milliseconds(500), .seconds(2))
            }
        return Limits(cpu: cpu, wall: wall, memory: 128 << 20, output: 256 << 10, processes: 8)
    }

    /// Prints `6 [1, 2, 3]` of `3 1 2`, and what it finds of others.
    var good: String {
        switch self {
        case .python, .growing, .waiting:
            """
            import random
            numbers = list(map(int, input().split()))
            print(sum(numbers), sorted(numbers), {object() for _ in range(3)} and hash('x'), random.random())
            open('scratch', 'w').close()
            import os; os.remove('scratch')
            """
        case .lua:
            """
            local numbers = { io.read("n", "n", "n") }
            table.sort(numbers)
            print(numbers[1] + numbers[2] + numbers[3] .. " [" .. table.concat(numbers, ", ") .. "]", {}, math.random())
            """
        case .cpp:
            """
            #include <fcntl.h>
            #include <stdio.h>
            #include <unistd.h>
            int main() {
              int a, b, c;
              if (scanf("%d %d %d", &a, &b, &c) != 3) return 1;
              printf("%d [%d, %d, %d] %p %p\\n", a + b + c, b, c, a, (void *)new int, (void *)&a);
              close(open("scratch", O_CREAT | O_WRONLY, 0600)); unlink("scratch");
            }
            """
        }
    }
}
