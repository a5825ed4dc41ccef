import Rollouts

extension LanguageProbe {
    /// Attacks through C++: by system calls, whose numbers are those of the machine. One program, compiled once, reads what it is to do.
    ///
    /// - Throws: `SandboxError` when g++ is not installed.
    static func cpp(_ language: Language? = nil) throws -> LanguageProbe {
        func does(_ what: String) -> Program { Program(cppAttack, what) }
        return LanguageProbe(
            language: try language ?? .cpp(),
            limits: Limits(
                cpu: .milliseconds(100), wall: .seconds(10), memory: 128 << 20, output: 1 << 16, processes: 4),
            attack: does("attack"),
            layers: [
                (
                    "files",
                    "reading /etc, /root, /home, /proc and writing to /usr and /run failed; no variable is visible"
                ),
                ("system calls", "forks, exec, sockets, ptrace, bpf, io_uring, mounts and 9 others were refused"),
                ("privileges", "no_new_privs is set for good; no capability is left or can be had"),
                ("descriptors", "nothing but standard input, output and errors is open"),
                ("disk", "the disk ended after 64 MiB"),
            ],
            endless: [
                (does("cpu"), .timeLimit), (does("memory"), .memoryLimit), (does("output"), .outputLimit),
                (does("raise"), .runtimeError), (does("threads"), .runtimeError),
            ],
            state: does("state"), spoil: does("spoil"), empty: "int main() {}",
            refusedTexts: [
                "#include \"/etc/passwd\"\nint main() {}", "#include \"/proc/self/environ\"\nint main() {}",
                "#if __has_include(\"/etc/passwd\") || __has_include(\"/proc/self/maps\")\nint main() {}\n#else\n#error none\n#endif",
                "asm(\".incbin \\\"/etc/passwd\\\"\"); int main() {}",
            ])
    }

    private static let cppAttack = #"""
        #include <bits/stdc++.h>
        #include <dirent.h>
        #include <fcntl.h>
        #include <linux/capability.h>
        #include <signal.h>
        #include <sys/prctl.h>
        #include <sys/resource.h>
        #include <sys/stat.h>
        #include <sys/syscall.h>
        #include <unistd.h>
        extern char **environ;
        static long call(long n, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0, long f = 0) {
          return syscall(n, a, b, c, d, e, f);
        }
        static void report(const char *layer, const std::string &what, bool through) {
          if (through) std::cout << layer << ": " << what << "\n";
        }
        static void attack() {
          for (const char *path : { "/etc/passwd", "/root", "/home", "/tmp", "/var", "/sys", "/proc", "/proc/self/environ" })
            report("files", path, open(path, O_RDONLY) >= 0);
          for (const char *path : { "/x", "/usr/x", "/run/x", "/dev/x", "/run/assay-worker" })
            report("files", std::string("writing ") + path, open(path, O_WRONLY | O_CREAT, 0600) >= 0);
          report("files", "a variable", environ && *environ);
          const struct { const char *name; long result; } calls[] = {
            { "socket", call(SYS_socket, 1, 1, 0) }, { "clone", call(SYS_clone, 17) }, { "clone3", call(SYS_clone3, 0, 88) },
            { "execve", call(SYS_execve, (long)"/usr/bin/true") },
            { "execveat", call(SYS_execveat, AT_FDCWD, (long)"/usr/bin/true", 0, 0, 0, -1) },
            { "ptrace", call(SYS_ptrace) }, { "mount", call(SYS_mount) }, { "unshare", call(SYS_unshare, 0x10000000) },
            { "bpf", call(SYS_bpf) }, { "io_uring", call(SYS_io_uring_setup, 1) }, { "userfaultfd", call(SYS_userfaultfd) },
            { "keyctl", call(SYS_keyctl, 0, -3) }, { "perf_event_open", call(SYS_perf_event_open, 0, 0, -1, -1) },
            { "memfd_create", call(SYS_memfd_create, (long)"x") }, { "process_vm_readv", call(SYS_process_vm_readv, 1) },
            { "setsid", call(SYS_setsid) }, { "personality", call(SYS_personality) }, { "kill", call(SYS_kill, 1, 0) },
            { "kill all", call(SYS_kill, -1, 0) },
          };
          for (auto &one : calls) report("system calls", one.name, one.result >= 0);
          report("privileges", "no_new_privs is not set", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1);
          report("system calls", "there is no filter", prctl(PR_GET_SECCOMP, 0, 0, 0, 0) != 2);
          __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
          __user_cap_data_struct data[2] = {}, wanted[2] = { { 1u << 21, 1u << 21, 0 }, {} };
          report("privileges", "capabilities", syscall(SYS_capget, &header, data) < 0 || data[0].permitted || data[1].permitted);
          report("privileges", "CAP_SYS_ADMIN", syscall(SYS_capset, &header, wanted) == 0);
          report("privileges", "root", setuid(0) == 0);
          struct stat facts;
          for (int number = 3; number < 64; number++) report("descriptors", std::to_string(number), fstat(number, &facts) == 0);
          std::vector<char> block(60000);
          int files = 0;
          for (; files < 2000; files++) {
            int file = open(("f" + std::to_string(files)).c_str(), O_WRONLY | O_CREAT, 0600);
            bool written = file >= 0 && write(file, block.data(), block.size()) == (ssize_t)block.size();
            close(file);
            if (!written) break;
          }
          report("disk", "120 MB", files == 2000);
          std::cout << "done\n";
        }
        int main() {
          std::string what;
          std::cin >> what;
          if (what == "attack") attack();
          if (what == "cpu") for (;;) asm("");
          if (what == "memory") for (std::vector<char *> all;;) all.push_back(new char[1 << 24]);
          if (what == "output") for (;;) puts("for ever and ever");
          rlimit more = { RLIM_INFINITY, RLIM_INFINITY };
          if (what == "raise") return setrlimit(RLIMIT_AS, &more) < 0 && setrlimit(RLIMIT_CPU, &more) < 0 ? 7 : 0;
          if (what == "threads") for (std::vector<std::thread> all;;) all.emplace_back([] { sleep(1); });
          if (what == "state") {
            DIR *folder = opendir(".");
            int entries = 0;
            while (readdir(folder)) entries++;
            std::cout << (void *)main << ' ' << (void *)&what << ' ' << (void *)new int << ' ' << entries << ' ' << getpid() << "\n";
          }
          if (what == "spoil") { close(open("left", O_WRONLY | O_CREAT, 0600)); mkdir("folder", 0700); umask(0); }
        }
        """#
}
