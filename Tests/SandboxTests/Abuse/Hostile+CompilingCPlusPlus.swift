import Rollouts

extension Hostile {
    /// Texts in C++ that attack the compiler, the assembler and the linker. Small headers, for each is compiled anew.
    static let compiling: [Hostile] = [
        Hostile("a host's file included", [.compileError], "#include \"/etc/passwd\"\nint main() {}"),
        Hostile("an environment included", [.compileError], "#include \"/proc/self/environ\"\nint main() {}"),
        Hostile("the text itself included", [.compileError], "#include __FILE__\nint main() {}"),
        Hostile("endless devices included", [.compileError], "#include \"/dev/zero\"\nint main() {}"),
        Hostile("standard input included", [.compileError], "#include \"/dev/stdin\"\nint main() {}"),
        Hostile(
            "files asked for", [.accepted],
            """
            #include <cstdio>
            #if __has_include("/etc/passwd") || __has_include("/proc/self/maps") || __has_include("/dev/zero") \\
              || __has_include("/etc/hostname") || __has_include("/tmp") || __has_include("/dev/stdin")
            int main() { puts("done"); }
            #else
            int main() { puts("refused"); }
            #endif
            """),
        Hostile("a host's file as data", [.compileError], #"asm(".incbin \"/etc/passwd\""); int main() {}"#),
        Hostile("a host's file assembled", [.compileError], #"asm(".include \"/etc/passwd\""); int main() {}"#),
        Hostile(
            "a header of another's making", [.compileError],
            "#pragma GCC pch_preprocess \"/work/start.cpp\"\nint main() {}"),
        // The compiler says so and goes on: no text chooses its options.
        Hostile(
            "a plugin", [.accepted],
            """
            #include <cstdio>
            #pragma GCC optimize ("-fplugin=/usr/lib/x.so", "-wrapper=/usr/bin/env")
            int main() { puts("refused"); }
            """),
        // The assembler prints to the descriptor that the program itself comes out of.
        Hostile(
            "output of the assembler", [.accepted],
            #"""
            #include <cstdio>
            asm(".print \"#!/usr/bin/python3\\nprint('done')\"");
            int main() { puts("refused"); }
            """#),
        // The kernel runs what a program names as its loader: it may be any file of /usr, which meets the same walls. This one is no loader and crashes.
        Hostile(
            "another program as loader", [.runtimeError],
            #"asm(".section .interp,\"a\"\n.string \"/usr/bin/true\"\n.text"); int main() {}"#),
        Hostile(
            "a loader that is not there", [.runtimeError],
            #"asm(".section .interp,\"a\"\n.string \"/nowhere\"\n.text"); int main() {}"#),
        Hostile("a start of its own", [.compileError], "extern \"C\" void _start() {}\nint main() {}"),
        Hostile("data as main", [.runtimeError], #"asm(".data\n.globl main\nmain: .quad 0x0b0f");"#),
        Hostile(
            "templates without end", [.compileError],
            """
            template<int n, long k> struct A { static const long v = A<n - 1, 2 * k>::v + A<n - 1, 2 * k + 1>::v; };
            template<long k> struct A<0, k> { static const long v = k; };
            int main() { return A<40, 1>::v; }
            """),
        Hostile(
            "a constant that takes for ever", [.compileError],
            "constexpr long f(long n) { return n < 2 ? n : f(n - 1) + f(n - 2); }\nconstexpr long x = f(90); int main() {}"
        ),
        Hostile(
            "macros that double", [.compileError],
            (0..<60).map { "#define A\($0 + 1) A\($0) A\($0)\n" }.joined() + "#define A0 x\nint main() { A60 }"),
        Hostile("an array of two gigabytes", [.compileError], "int a[1 << 29] = {1}; int main() {}"),
        Hostile("eight gigabytes by the assembler", [.compileError], #"asm(".fill 1 << 33"); int main() {}"#),
        Hostile("an assembler's endless loop", [.compileError], #"asm(".rept 1 << 40\n.endr"); int main() {}"#),
        Hostile("a gap that fills the disk", [.compileError], #"asm(".data\n.org 1 << 40"); int main() {}"#),
        Hostile("errors without end", [.compileError], String(repeating: "x y;\n", count: 100_000)),
        Hostile(
            "messages without end", [.accepted],
            "#include <cstdio>\n"
                + String(repeating: "#pragma message \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"\n", count: 2000)
                + "int main() { puts(\"refused\"); }"),
        Hostile("brackets without end in C++", [.compileError], "int x = " + String(repeating: "(", count: 200_000)),
        // What a machine without processes says: it must not look like one.
        Hostile(
            "the machinery's words", [.compileError],
            "#line 1 \"g++: fatal error: cannot execute 'cc1plus': Resource temporarily unavailable\"\nx"),
    ]
}
