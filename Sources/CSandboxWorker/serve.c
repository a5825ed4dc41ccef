#define _GNU_SOURCE
#include "SandboxWorker.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// The descriptors of a request, in the order they are sent.
enum { PROGRAM, INPUT, OUTPUT, ERRORS, CHANNEL };

// What a thread's stack is when a program does not say, in bytes.
static const size_t thread_stack = (size_t)8 << 20;

static struct sandbox_limits limits;
static sandbox_stage_note *stage;
// Set by the program's process once it is confined, on a page that it then gives up: a program cannot pretend that our machinery failed.
static volatile uint32_t *confined;

const struct sandbox_limits *sandbox_limits_in_force(void) { return &limits; }

static uint64_t now_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

// Returns how many descriptors came with the request, or -1.
static int receive_request(int descriptors[SANDBOX_MOST_DESCRIPTORS]) {
    struct sandbox_request request;
    struct iovec part = { .iov_base = &request, .iov_len = sizeof request };
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int) * SANDBOX_MOST_DESCRIPTORS)];
    } control;
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control,
    };
    ssize_t length;
    do {
        length = recvmsg(SANDBOX_SOCKET, &message, 0);
    } while (length < 0 && errno == EINTR);
    if (length != sizeof request || request.version != SANDBOX_VERSION) return -1;
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    if (!rights) return -1;
    size_t count = (rights->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    if (count < SANDBOX_DESCRIPTORS || count > SANDBOX_MOST_DESCRIPTORS) return -1;
    memcpy(descriptors, CMSG_DATA(rights), sizeof(int) * count);
    return (int)count;
}

static void drop_capabilities(void) {
    struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct none[2] = { 0 };
    if (syscall(SYS_capset, &header, none) < 0) _exit(125);
}

static char *read_program(int file, size_t *length) {
    struct stat facts;
    if (fstat(file, &facts) < 0) _exit(125);
    *length = (size_t)facts.st_size;
    char *source = malloc(*length + 1);
    if (!source || pread(file, source, *length, 0) != (ssize_t)*length) _exit(125);
    source[*length] = 0;
    return source;
}

_Noreturn static void run_program(sandbox_program *run, const int *descriptors, int count) {
    drop_capabilities();
    size_t length = 0;
    char *source = NULL;
    int image = -1;
    if (sandbox_replacement_secret() == 0) {
        source = read_program(descriptors[PROGRAM], &length);
    } else {
        image = fcntl(descriptors[PROGRAM], F_DUPFD_CLOEXEC, 32);
        if (image < 0) _exit(125);
    }
    for (int i = 0; i < 3; i++) {
        if (dup2(descriptors[INPUT + i], i) < 0) _exit(125);
    }
    unsigned first_unused = 3;
    if (count > CHANNEL) {
        if (dup2(descriptors[CHANNEL], SANDBOX_CHANNEL) < 0) _exit(125);
        first_unused = SANDBOX_CHANNEL + 1;
    }
    if (syscall(SYS_close_range, first_unused, image < 0 ? ~0u : (unsigned)image - 1, 0) < 0) _exit(125);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    // Last, so that its second counts the program alone. SIGXCPU first, which a program may ignore; a second later it is killed.
    struct rlimit cpu = { .rlim_cur = limits.cpu_seconds, .rlim_max = limits.cpu_seconds + 1 };
    if (setrlimit(RLIMIT_CPU, &cpu) < 0) _exit(125);
    *confined = 1;
    if (munmap((void *)confined, sizeof *confined) < 0) _exit(125);
    if (image >= 0) {
        *stage = SANDBOX_RUNNING;
        sandbox_replace_program(image);
        _exit(125);
    }
    _exit(run(source, length, stage));
}

// Waits for the program, and kills it when its wall time is over.
static void await_program(struct sandbox_reply *reply) {
    sigset_t child_ended;
    sigemptyset(&child_ended);
    sigaddset(&child_ended, SIGCHLD);
    uint64_t started = now_nanoseconds(), deadline = started + limits.wall_nanoseconds;
    struct rusage usage;
    int status;
    for (;;) {
        uint64_t now = now_nanoseconds(), left = deadline > now ? deadline - now : 0;
        struct timespec patience = { .tv_sec = (time_t)(left / 1000000000u), .tv_nsec = (long)(left % 1000000000u) };
        if (sigtimedwait(&child_ended, NULL, &patience) < 0 && errno == EAGAIN) {
            reply->wall_limit_reached = 1;
            kill(SANDBOX_PROGRAM, SIGKILL);
            if (wait4(SANDBOX_PROGRAM, &status, 0, &usage) == SANDBOX_PROGRAM) break;
        }
        if (wait4(SANDBOX_PROGRAM, &status, WNOHANG, &usage) == SANDBOX_PROGRAM) break;
    }
    reply->wait_status = status;
    reply->wall_microseconds = (now_nanoseconds() - started) / 1000;
    reply->cpu_microseconds = (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000u +
                              (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
    reply->peak_kilobytes = (uint64_t)usage.ru_maxrss;
    uint32_t noted = *stage;
    bool plausible = noted > SANDBOX_STARTING && noted <= SANDBOX_OUT_OF_MEMORY;
    reply->stage = !*confined ? SANDBOX_STARTING : plausible ? noted : SANDBOX_RUNNING;
}

static void *share_page(void) {
    void *page = mmap(NULL, sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) abort();
    return page;
}

static void send_or_exit(const void *message, size_t length) {
    if (write(SANDBOX_SOCKET, message, length) != (ssize_t)length) _exit(0);
}

_Noreturn void sandbox_serve(sandbox_program *run) {
    if (recv(SANDBOX_SOCKET, &limits, sizeof limits, 0) != sizeof limits) _exit(0);
    sandbox_map_code_once();
    stage = share_page();
    confined = share_page();
    // One heap whatever the number of threads: an arena of a thread reserves 128 MiB of the address space that is limited.
    mallopt(M_ARENA_MAX, 1);
    // Else a thread's stack would be as large as the main one may grow: the whole address space.
    pthread_attr_t thread;
    if (pthread_attr_init(&thread) != 0 || pthread_attr_setstacksize(&thread, thread_stack) != 0 ||
        pthread_setattr_default_np(&thread) != 0) abort();
    sigset_t child_ended;
    sigemptyset(&child_ended);
    sigaddset(&child_ended, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child_ended, NULL);
    struct statfs empty, after;
    if (statfs(".", &empty) < 0) abort();
    sandbox_confine(&limits);
    struct sandbox_hello hello = { .version = SANDBOX_VERSION };
    send_or_exit(&hello, sizeof hello);

    int descriptors[SANDBOX_MOST_DESCRIPTORS], count;
    while ((count = receive_request(descriptors)) > 0) {
        struct sandbox_reply reply = { 0 };
        *stage = SANDBOX_STARTING;
        *confined = 0;
        int program = sandbox_fork();
        if (program == 0) run_program(run, descriptors, count);
        for (int i = 0; i < count; i++) close(descriptors[i]);
        if (program < 0) _exit(124);
        await_program(&reply);
        if (statfs(".", &after) < 0) _exit(124);
        reply.left_files = after.f_ffree != empty.f_ffree || after.f_bfree != empty.f_bfree;
        send_or_exit(&reply, sizeof reply);
    }
    _exit(0);
}
