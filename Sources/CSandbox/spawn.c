#define _GNU_SOURCE
#include "CSandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { NOBODY = 65534 };

// Runs in a child that shares our memory until it execs: only system calls, no allocation, no library state. The identity calls are
// raw because the library's own would signal every thread of the parent.
static int become_worker(const struct sandbox_start *start, pid_t parent) {
    if (setsid() < 0) return errno;  // the terminal's Ctrl-C is ours alone
    for (int i = 0; i < SANDBOX_GROUPS; i++) {
        if (start->groups[i] >= 0 && write(start->groups[i], "0", 1) < 0) return errno;
    }
    if (start->drops_root && geteuid() == 0) {
        bool is_stuck = syscall(SYS_setgroups, 0, NULL) < 0 || syscall(SYS_setresgid, NOBODY, NOBODY, NOBODY) < 0 ||
                        syscall(SYS_setresuid, NOBODY, NOBODY, NOBODY) < 0;
        if (is_stuck && errno != EPERM) return errno;
        if (is_stuck && !start->may_stay_root) return SANDBOX_STUCK_AS_ROOT;
    }
    if (start->directory && chdir(start->directory) < 0) return errno;
    // After the change of identity, which clears it.
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0) return errno;
    if (getppid() != parent) return ESRCH;
    // Addresses decide the order of sets of objects: the same ones in every worker.
    if (personality(ADDR_NO_RANDOMIZE) < 0) return errno;

    struct rlimit stack;
    if (getrlimit(RLIMIT_STACK, &stack) < 0) return errno;
    stack.rlim_cur = start->stack < stack.rlim_max ? start->stack : stack.rlim_max;
    if (setrlimit(RLIMIT_STACK, &stack) < 0) return errno;

    // Out of the way of the low numbers first, so that no dup2 closes what a later one needs.
    int wanted[5] = { start->standard[0], start->standard[1], start->standard[2], start->socket, start->library };
    for (int i = 0; i < 5; i++) {
        wanted[i] = fcntl(wanted[i], F_DUPFD, 16);
        if (wanted[i] < 0) return errno;
    }
    for (int i = 0; i < 5; i++) {
        if (dup2(wanted[i], i) < 0) return errno;
    }
    if (syscall(SYS_close_range, 5, ~0u, 0) < 0) return errno;

    sigset_t none;
    sigemptyset(&none);
    for (int signal_number = 1; signal_number < 32; signal_number++) signal(signal_number, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(start->path, start->arguments, start->environment);
    return errno;
}

pid_t sandbox_spawn(const struct sandbox_start *start) {
    // A handler of ours must not run in the child while it shares our memory.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t parent = getpid();
    volatile int failure = 0;
    pid_t child = vfork();
    if (child == 0) {
        failure = become_worker(start, parent);
        _exit(127);
    }
    int fork_failure = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (child < 0) return -fork_failure;
    if (failure) {
        waitpid(child, NULL, 0);
        return -failure;
    }
    return child;
}

void sandbox_reap(pid_t process, int patience_milliseconds) {
    for (int waited = 0; waited < patience_milliseconds; waited++) {
        if (waitpid(process, NULL, WNOHANG) != 0) return;
        nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
    }
    kill(process, SIGKILL);
    while (waitpid(process, NULL, 0) < 0 && errno == EINTR) {}
}

int sandbox_exit_status(int wait_status) {
    return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : -WTERMSIG(wait_status);
}
