import Rollouts

extension Hostile {
    private static func main(
        _ name: String, _ verdicts: Set<Verdict>, expected: String = "refused", waits: Bool = false, _ body: String
    ) -> Hostile {
        Hostile(
            name, verdicts, expected: expected, waits: waits,
            """
            #include <fcntl.h>
            #include <signal.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            #include <sys/mman.h>
            #include <sys/stat.h>
            #include <sys/syscall.h>
            #include <unistd.h>
            \(body)
            """)
    }

    /// Programs in C++, which took our code's place by the one exec that the filter lets through.
    static let native: [Hostile] = [
        main(
            "exec with guesses of the secret", [.accepted],
            """
            int main() {
              int file = open("/usr/bin/true", O_RDONLY);
              char *none[] = { nullptr };
              long guesses[] = { 0, 1, -1, file, 0x7fffffff, 0xffffffffL, -0x80000000L };
              for (long guess : guesses) syscall(SYS_execveat, file, "", none, none, AT_EMPTY_PATH, guess);
              for (long guess = 1; guess && guess < 1L << 62; guess += guess / 9 + 1)
                syscall(SYS_execveat, file, "", none, none, AT_EMPTY_PATH, guess);
              execve("/usr/bin/true", none, none); fexecve(file, none, none);
              puts("refused");
            }
            """),
        // Every word of 8 bytes that the kernel left for it: the auxiliary vector and its random bytes.
        main(
            "exec with what lies in its memory", [.accepted],
            """
            #include <sys/auxv.h>
            extern char **environ;
            int main(int, char **arguments) {
              int file = open("/usr/bin/true", O_RDONLY);
              char *none[] = { nullptr };
              for (long *word = (long *)((long)arguments & ~7L), i = 0; i < 44; i++, word++)
                syscall(SYS_execveat, file, "", none, none, AT_EMPTY_PATH, *word);
              long *seed = (long *)getauxval(AT_RANDOM);
              for (int i = 0; i < 2; i++) syscall(SYS_execveat, file, "", none, none, AT_EMPTY_PATH, seed[i]);
              puts("refused");
            }
            """),
        main(
            "processes in C++", [.accepted],
            """
            int main() {
              long results[] = { syscall(SYS_clone, 17, 0, 0, 0, 0), syscall(SYS_clone3, 0, 88), vfork(), fork(),
                syscall(SYS_clone, 0x4111, 0, 0, 0, 0), syscall(SYS_clone, 0x10000011, 0, 0, 0, 0), setsid() };
              for (long result : results) if (result >= 0) puts("done");
              puts("refused");
            }
            """),
        main(
            "the worker's memory", [.accepted],
            """
            int main() {
              char text[64];
              long results[] = { syscall(SYS_ptrace, 16, 1, 0, 0), syscall(SYS_process_vm_readv, 1, text, 1, text, 1, 0),
                syscall(SYS_process_vm_writev, 1, text, 1, text, 1, 0), syscall(SYS_pidfd_open, 1, 0), syscall(SYS_kcmp, 1, 2, 0, 0, 0),
                open("/proc/1/mem", O_RDONLY), open("/proc/1/environ", O_RDONLY), open("/proc/self/auxv", O_RDONLY),
                kill(1, 9), kill(-1, 9), kill(getppid(), 19) };
              for (long result : results) if (result >= 0) puts("done");
              puts("refused");
            }
            """),
        main(
            "descriptors of the judge", [.accepted],
            """
            int main() {
              for (int number = 3; number < 1024; number++) if (write(number, "x", 1) >= 0 || fcntl(number, F_GETFD) >= 0) printf("%d", number);
              puts(fcntl(1, F_ADD_SEALS, F_SEAL_WRITE) < 0 && fcntl(0, F_ADD_SEALS, F_SEAL_SEAL) < 0 ? "refused" : "done");
            }
            """),
        main(
            "the program's own file", [.accepted],
            """
            int main() {
              int results[] = { open("/proc/self/exe", O_RDWR), open("/run/assay-worker", O_RDWR), open("/work/program", O_RDONLY),
                open("/work/start.cpp", O_RDONLY), open("/run/folder", O_RDONLY), open("/var/tmp", O_RDONLY) };
              for (int result : results) if (result >= 0) puts("done");
              puts("refused");
            }
            """),
        main(
            "loop that blocks every signal", [.timeLimit],
            "int main() { sigset_t all; sigfillset(&all); sigprocmask(SIG_SETMASK, &all, 0); for (;;) asm(\"\"); }"),
        main("loop before main", [.timeLimit], "struct A { A() { for (;;) asm(\"\"); } } a; int main() {}"),
        main("loop after main", [.timeLimit], "void f() { for (;;) asm(\"\"); } int main() { atexit(f); }"),
        main(
            "variables of a gigabyte", [.memoryLimit],
            "static char a[1 << 30]; int main(int n, char **) { a[n] = 1; return a[n + 7]; }"),
        main("memory in pieces", [.memoryLimit], "int main() { for (;;) *(volatile char *)new char[1 << 20] = 1; }"),
        main(
            "a stack without end", [.runtimeError],
            "int f(volatile char *p) { volatile char a[4096]; a[0] = p[0]; return f(a) + a[0]; } int main() { return f((volatile char *)\"x\"); }"
        ),
        // It only tells one failure as another.
        main(
            "a lack of memory pretended", [.memoryLimit], "int main() { fputs(\"std::bad_alloc\", stderr); abort(); }"),
        main("output without end in C++", [.outputLimit], "int main() { for (;;) puts(\"for ever\"); }"),
        main("death of the C++ program", [.runtimeError], "int main() { raise(SIGILL); }"),
        main("an early end in C++", [.wrongAnswer], "int main() { _exit(0); }"),
        main("an honest answer, then a status", [.runtimeError], "int main() { puts(\"refused\"); return 1; }"),
        main(
            "files left by C++", [.accepted], expected: "0",
            """
            #include <dirent.h>
            int main() {
              DIR *folder = opendir("."); int count = 0;
              while (dirent *entry = readdir(folder)) count += entry->d_name[0] != '.' || strlen(entry->d_name) > 2;
              printf("%d", count);
              close(open("...", O_CREAT | O_WRONLY, 0600)); mkdir("d", 0700); umask(0777);
            }
            """),
        main(
            "files left by C++ again", [.accepted], expected: "0",
            """
            #include <dirent.h>
            int main() {
              DIR *folder = opendir("."); int count = 0;
              while (dirent *entry = readdir(folder)) count += entry->d_name[0] != '.' || strlen(entry->d_name) > 2;
              printf("%d", count);
            }
            """),
        main("a sleep in C++", [.timeLimit], waits: true, "int main() { for (;;) pause(); }"),
    ]
}
