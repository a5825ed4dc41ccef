#define _GNU_SOURCE
#include "SandboxWorker.h"

#include <errno.h>
#include <fcntl.h>
#ifdef __x86_64__
#include <asm/prctl.h>
#endif
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// The filter is installed once, before the loop: installing one in every program would cost more than the program. So the one filter
// must let the worker fork and the program not. It allows clone3 only to a caller that passes 256 secret bits in the four
// arguments which clone3 does not use. The worker keeps them in a page that the kernel wipes when it forks, and a seccomp filter cannot be read
// back; what is left in the registers after the call is cleared in the same assembly.
enum { SECRET_WORDS = 4 };
static uint64_t *secret;
static bool has_namespaces;

// What a program may call whatever its arguments. Everything else fails with EPERM.
static const int allowed[] = {
    // Files, in a read-only /usr and an empty working directory.
    SYS_read, SYS_write, SYS_readv, SYS_writev, SYS_pread64, SYS_pwrite64, SYS_lseek, SYS_openat, SYS_close, SYS_close_range,
    SYS_fstat, SYS_newfstatat, SYS_statx, SYS_statfs, SYS_fstatfs, SYS_getdents64, SYS_getcwd, SYS_chdir, SYS_readlinkat, SYS_faccessat,
    SYS_faccessat2, SYS_mkdirat, SYS_unlinkat, SYS_renameat2, SYS_ftruncate, SYS_truncate, SYS_fsync, SYS_fdatasync, SYS_umask,
    SYS_dup, SYS_dup3, SYS_pipe2, SYS_ppoll, SYS_pselect6, SYS_sendfile,
    // Memory.
    SYS_mmap, SYS_munmap, SYS_mremap, SYS_mprotect, SYS_madvise, SYS_brk, SYS_membarrier,
    // Threads, time and signals.
    SYS_futex, SYS_set_robust_list, SYS_get_robust_list, SYS_rseq, SYS_set_tid_address, SYS_sched_yield, SYS_sched_getaffinity,
    SYS_nanosleep, SYS_clock_nanosleep, SYS_clock_gettime, SYS_clock_getres, SYS_gettimeofday, SYS_times, SYS_setitimer, SYS_getitimer,
    SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_rt_sigtimedwait, SYS_rt_sigsuspend, SYS_rt_sigpending, SYS_sigaltstack,
    SYS_restart_syscall,
    // The process itself.
    SYS_exit, SYS_exit_group, SYS_wait4, SYS_getpid, SYS_getppid, SYS_gettid, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid,
    SYS_getgroups, SYS_getresuid, SYS_getresgid, SYS_getpgid, SYS_getsid, SYS_getrlimit, SYS_setrlimit, SYS_getrusage, SYS_getrandom,
    SYS_uname, SYS_sysinfo, SYS_capget, SYS_capset,
    // The worker's own; a program has no socket to use it on.
    SYS_recvmsg,
#ifdef __x86_64__
    SYS_open, SYS_stat, SYS_lstat, SYS_access, SYS_readlink, SYS_mkdir, SYS_rmdir, SYS_unlink, SYS_rename, SYS_getdents, SYS_dup2,
    SYS_pipe, SYS_poll, SYS_select, SYS_time, SYS_alarm, SYS_pause, SYS_getpgrp,
#endif
};

#if defined(__x86_64__)
enum { ARCHITECTURE = AUDIT_ARCH_X86_64 };
#elif defined(__aarch64__)
enum { ARCHITECTURE = AUDIT_ARCH_AARCH64 };
#else
#error "the sandbox knows x86-64 and AArch64"
#endif

enum {
    NUMBER = offsetof(struct seccomp_data, nr),
    ARCH = offsetof(struct seccomp_data, arch),
    ARGUMENTS = offsetof(struct seccomp_data, args),
    CAPACITY = 512,
};

// A filter under construction.
struct filter {
    struct sock_filter code[CAPACITY];
    unsigned short length;
};

static void add(struct filter *filter, unsigned short code, uint32_t value, uint8_t if_true, uint8_t if_false) {
    if (filter->length == CAPACITY) abort();
    filter->code[filter->length++] = (struct sock_filter){ code, if_true, if_false, value };
}

static void load(struct filter *filter, uint32_t offset) { add(filter, BPF_LD | BPF_W | BPF_ABS, offset, 0, 0); }
static void give(struct filter *filter, uint32_t verdict) { add(filter, BPF_RET | BPF_K, verdict, 0, 0); }
static void refuse(struct filter *filter, uint32_t error) { give(filter, SECCOMP_RET_ERRNO | error); }
static void skip_unless_equal(struct filter *filter, uint32_t value, uint8_t count) {
    add(filter, BPF_JMP | BPF_JEQ | BPF_K, value, 0, count);
}

// Words of an argument: seccomp compares 32 bits at a time, and both machines are little-endian.
static uint32_t low_word(int argument) { return ARGUMENTS + 8 * (uint32_t)argument; }

// Allows a call when the low word of its argument is one of the values, else gives `error`.
static void allow_when(struct filter *filter, int call, int argument, const uint32_t *values, int count, uint32_t error) {
    skip_unless_equal(filter, (uint32_t)call, (uint8_t)(2 * count + 2));
    load(filter, low_word(argument));
    for (int i = 0; i < count; i++) {
        skip_unless_equal(filter, values[i], 1);
        give(filter, SECCOMP_RET_ALLOW);
    }
    refuse(filter, error);
}

// A thread, and nothing that is more than a thread. glibc falls back to it when clone3 is not there.
static void allow_threads(struct filter *filter) {
    const uint32_t namespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID |
                                CLONE_NEWNET | CLONE_PTRACE | CLONE_VFORK;
    skip_unless_equal(filter, SYS_clone, 6);
    load(filter, low_word(0));
    add(filter, BPF_JMP | BPF_JSET | BPF_K, namespaces, 3, 0);
    add(filter, BPF_ALU | BPF_AND | BPF_K, CLONE_THREAD | CLONE_VM | CLONE_SIGHAND, 0, 0);
    skip_unless_equal(filter, CLONE_THREAD | CLONE_VM | CLONE_SIGHAND, 1);
    give(filter, SECCOMP_RET_ALLOW);
    refuse(filter, EPERM);
}

// How many instructions skip_unless_secret is for so many words.
static uint8_t length_of_secret(int count) { return (uint8_t)(10 * count - 1); }

// Goes on when the words from an argument on are the secret ones, else skips `skipped` instructions. Looks at all of them whatever the first
// are: the time that a refusal takes tells nothing about a guess.
static void skip_unless_secret(struct filter *filter, int argument, const uint64_t *words, int count, uint8_t skipped) {
    for (int i = 0; i < 2 * count; i++) {
        load(filter, low_word(argument + i / 2) + 4 * (uint32_t)(i % 2));
        add(filter, BPF_ALU | BPF_XOR | BPF_K, (uint32_t)(words[i / 2] >> 32 * (i % 2)), 0, 0);
        if (i > 0) {
            add(filter, BPF_LDX | BPF_MEM, 0, 0, 0);
            add(filter, BPF_ALU | BPF_OR | BPF_X, 0, 0, 0);
        }
        add(filter, BPF_ST, 0, 0, 0);
    }
    skip_unless_equal(filter, 0, skipped);
}

static void allow_worker_to_fork(struct filter *filter) {
    skip_unless_equal(filter, SYS_clone3, (uint8_t)(length_of_secret(SECRET_WORDS) + 2));
    skip_unless_secret(filter, 2, secret, SECRET_WORDS, 1);
    give(filter, SECCOMP_RET_ALLOW);
    refuse(filter, ENOSYS);
}

static void allow_worker_to_replace_programs(struct filter *filter) {
    uint64_t number = sandbox_replacement_secret();
    if (number == 0) return;
    skip_unless_equal(filter, SYS_execveat, (uint8_t)(length_of_secret(1) + 2));
    skip_unless_secret(filter, 5, &number, 1, 1);
    give(filter, SECCOMP_RET_ALLOW);
    refuse(filter, EPERM);
}

static void begin(struct filter *filter) {
    load(filter, ARCH);
    skip_unless_equal(filter, ARCHITECTURE, 1);
    add(filter, BPF_JMP | BPF_JA, 1, 0, 0);
    give(filter, SECCOMP_RET_KILL_PROCESS);
    load(filter, NUMBER);
}

static void install(struct filter *filter) {
    struct sock_fprog program = { .len = filter->length, .filter = filter->code };
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) abort();
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0) abort();
    explicit_bzero(filter, sizeof *filter);
}

static void allow_signals_to(struct filter *filter, pid_t process) {
    const uint32_t itself[] = { (uint32_t)process };
    allow_when(filter, SYS_kill, 0, itself, 1, EPERM);
    allow_when(filter, SYS_tgkill, 0, itself, 1, EPERM);
}

static void install_filter(void) {
    static struct filter filter;
    begin(&filter);
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
        skip_unless_equal(&filter, (uint32_t)allowed[i], 1);
        give(&filter, SECCOMP_RET_ALLOW);
    }
    const uint32_t own_limits[] = { 0 };
    // The memory files outlive the program in the supervisor: nothing about them may be set.
    const uint32_t descriptor_commands[] = { F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL };
    const uint32_t device_commands[] = { TCGETS, FIOCLEX, FIONCLEX };
    const uint32_t questions[] = { PR_GET_NO_NEW_PRIVS, PR_GET_SECCOMP };
    const uint32_t precautions[] = { PR_GET_NO_NEW_PRIVS, PR_GET_SECCOMP, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, PR_SET_PDEATHSIG };
    if (has_namespaces) {
        allow_signals_to(&filter, SANDBOX_PROGRAM);
        allow_when(&filter, SYS_prctl, 0, questions, 2, EPERM);
    } else {
        // Nobody knows a program's number yet: its own process narrows these down, see sandbox_confine_signals.
        allow_when(&filter, SYS_prctl, 0, precautions, 5, EPERM);
        skip_unless_equal(&filter, SYS_kill, 1);
        give(&filter, SECCOMP_RET_ALLOW);
        skip_unless_equal(&filter, SYS_tgkill, 1);
        give(&filter, SECCOMP_RET_ALLOW);
    }
    allow_when(&filter, SYS_prlimit64, 0, own_limits, 1, EPERM);
    allow_when(&filter, SYS_fcntl, 1, descriptor_commands, 5, EPERM);
    allow_when(&filter, SYS_ioctl, 1, device_commands, 3, ENOTTY);
#ifdef __x86_64__
    const uint32_t thread_registers[] = { ARCH_SET_FS, ARCH_GET_FS };
    allow_when(&filter, SYS_arch_prctl, 0, thread_registers, 2, EPERM);
#endif
    allow_threads(&filter);
    allow_worker_to_fork(&filter);
    allow_worker_to_replace_programs(&filter);
    refuse(&filter, EPERM);
    install(&filter);
}

void sandbox_confine_signals(void) {
    static struct filter filter;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0) _exit(125);
    begin(&filter);
    allow_signals_to(&filter, getpid());
    const uint32_t questions[] = { PR_GET_NO_NEW_PRIVS, PR_GET_SECCOMP };
    allow_when(&filter, SYS_prctl, 0, questions, 2, EPERM);
    give(&filter, SECCOMP_RET_ALLOW);
    install(&filter);
}

// Bubblewrap cannot limit the number of files. Then the right to mount goes: what stays is the right to choose a program's number.
static void limit_files(uint64_t count) {
    char options[64];
    snprintf(options, sizeof options, "nr_inodes=%llu", (unsigned long long)count);
    if (mount("tmpfs", ".", NULL, MS_REMOUNT | MS_NOSUID | MS_NODEV, options) < 0) {
        perror("limiting the files of the working directory");
        _exit(1);
    }
    struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct kept[2] = { 0 };
    kept[CAP_CHECKPOINT_RESTORE / 32].effective = kept[CAP_CHECKPOINT_RESTORE / 32].permitted = 1u << CAP_CHECKPOINT_RESTORE % 32;
    if (syscall(SYS_capset, &header, kept) < 0) abort();
}

static void choose_secret(void) {
    long page = sysconf(_SC_PAGESIZE);
    secret = mmap(NULL, (size_t)page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (secret == MAP_FAILED) abort();
    if (madvise(secret, (size_t)page, MADV_WIPEONFORK) < 0) abort();
    if (syscall(SYS_getrandom, secret, SECRET_WORDS * sizeof *secret, 0) != SECRET_WORDS * sizeof *secret) abort();
}

static void set_limit(int resource, uint64_t value) {
    struct rlimit limit = { .rlim_cur = value, .rlim_max = value };
    if (setrlimit(resource, &limit) < 0) abort();
}

void sandbox_confine(const struct sandbox_limits *limits) {
    has_namespaces = limits->has_namespaces;
    if (has_namespaces) limit_files(limits->files);
    set_limit(RLIMIT_CORE, 0);
    set_limit(RLIMIT_NOFILE, limits->open_files);
    // And the worker. Without a namespace it would count all that the user runs.
    if (has_namespaces) set_limit(RLIMIT_NPROC, limits->processes + 1);
    set_limit(RLIMIT_AS, limits->address_space);
    set_limit(RLIMIT_MEMLOCK, 0);
    set_limit(RLIMIT_MSGQUEUE, 0);
    // Where programs see /proc and are of the same user: nobody reads our memory there. They inherit it until they are replaced.
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0) abort();
    choose_secret();
    install_filter();
}

int sandbox_fork(void) {
    pid_t number = SANDBOX_PROGRAM;
    struct clone_args arguments = {
        .exit_signal = SIGCHLD, .set_tid = has_namespaces ? (uint64_t)(uintptr_t)&number : 0, .set_tid_size = has_namespaces,
    };
#if defined(__x86_64__)
    long result;
    __asm__ volatile(
        "mov %[secret], %%rax\n\t"
        "mov 0(%%rax), %%rdx\n\t"
        "mov 8(%%rax), %%r10\n\t"
        "mov 16(%%rax), %%r8\n\t"
        "mov 24(%%rax), %%r9\n\t"
        "mov %[call], %%eax\n\t"
        "syscall\n\t"
        "xor %%edx, %%edx\n\t"
        "xor %%r10d, %%r10d\n\t"
        "xor %%r8d, %%r8d\n\t"
        "xor %%r9d, %%r9d\n\t"
        : "=&a"(result)
        : [secret] "m"(secret), [call] "i"(SYS_clone3), "D"(&arguments), "S"(sizeof arguments)
        : "rdx", "r10", "r8", "r9", "rcx", "r11", "memory");
    return (int)result;
#else
    register long x0 __asm__("x0") = (long)&arguments;
    register long x1 __asm__("x1") = sizeof arguments;
    register long x8 __asm__("x8") = SYS_clone3;
    __asm__ volatile(
        "ldp x2, x3, [%[secret]]\n\t"
        "ldp x4, x5, [%[secret], #16]\n\t"
        "svc #0\n\t"
        "mov x2, xzr\n\tmov x3, xzr\n\tmov x4, xzr\n\tmov x5, xzr\n\t"
        : "+r"(x0)
        : [secret] "r"(secret), "r"(x1), "r"(x8)
        : "x2", "x3", "x4", "x5", "memory");
    return (int)x0;
#endif
}
