#define _GNU_SOURCE
#include "SandboxWorker.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
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
enum { PROGRAM, INPUT, OUTPUT, ERRORS, FURTHER };

// What a worker and its program share, in bytes: a page of any machine we know.
enum { SHARED = 4096 };

// What a thread's stack is when a program does not say, in bytes.
static const size_t thread_stack = (size_t)8 << 20;

static struct sandbox_limits limits;
static sandbox_stage_note *stage;
// Set by the program's process once it is confined, on a page that it then gives up: a program cannot pretend that our machinery failed.
static volatile uint32_t *confined;
static uint64_t parallel;

const struct sandbox_limits *sandbox_limits_in_force(void) { return &limits; }

static uint64_t now_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

// Returns how many descriptors came with the request, or -1.
static int receive_request(struct sandbox_request *request, int descriptors[SANDBOX_MOST_DESCRIPTORS]) {
    struct iovec part = { .iov_base = request, .iov_len = sizeof *request };
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
    if (length != sizeof *request || request->version != SANDBOX_VERSION) return -1;
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    if (!rights) return -1;
    size_t count = (rights->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    if (count != SANDBOX_DESCRIPTORS + (size_t)!!request->has_channel + (size_t)!!request->has_extras) return -1;
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
    if (!source) {
        // The program's doing, not ours: there is no room for its text.
        *stage = SANDBOX_OUT_OF_MEMORY;
        *confined = 1;
        _exit(1);
    }
    if (pread(file, source, *length, 0) != (ssize_t)*length) _exit(125);
    source[*length] = 0;
    return source;
}

_Noreturn static void run_program(sandbox_program *run, const int *descriptors, bool has_channel) {
    drop_capabilities();
    sandbox_take_arguments();
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
    // The image last: it closes when the program takes our place.
    unsigned first_unused = 3;
    if (has_channel) {
        if (dup2(descriptors[FURTHER], SANDBOX_CHANNEL) < 0) _exit(125);
        first_unused = SANDBOX_CHANNEL + 1;
    }
    if (image >= 0) {
        image = dup3(image, (int)first_unused, O_CLOEXEC);
        if (image < 0) _exit(125);
        first_unused++;
    }
    if (syscall(SYS_close_range, first_unused, ~0u, 0) < 0) _exit(125);
    if (!limits.has_namespaces) sandbox_confine_signals();
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    // Last, so that its second counts the program alone. SIGXCPU first, which a program may ignore; a second later it is killed.
    struct rlimit files = { .rlim_cur = limits.file_size, .rlim_max = limits.file_size };
    if (setrlimit(RLIMIT_FSIZE, &files) < 0) _exit(125);
    struct rlimit cpu = { .rlim_cur = limits.cpu_seconds, .rlim_max = limits.cpu_seconds + 1 };
    if (setrlimit(RLIMIT_CPU, &cpu) < 0) _exit(125);
    *confined = 1;
    if (munmap((void *)confined, SHARED) < 0) _exit(125);
    if (image >= 0) {
        sandbox_replace_program(image, stage);
        _exit(125);
    }
    _exit(run(source, length, stage));
}

// The CPU time that all threads of a process have used.
static uint64_t used_nanoseconds(pid_t process) {
    // As clock_getcpuclockid(3) makes it, which would first ask whether there is such a process.
    clockid_t clock = (clockid_t)(~(unsigned)process << 3 | 2);
    struct timespec used;
    return clock_gettime(clock, &used) < 0 ? 0 : (uint64_t)used.tv_sec * 1000000000u + (uint64_t)used.tv_nsec;
}

// How many threads of a program can run at the same time.
static uint64_t parallel_threads(void) {
    cpu_set_t processors;
    uint64_t count = sched_getaffinity(0, sizeof processors, &processors) < 0 ? 1 : (uint64_t)CPU_COUNT(&processors);
    return count < limits.processes ? count : limits.processes;
}

// Waits for the program, and kills it when its time is over: on the clock, or of the processors.
static void await_program(pid_t program, struct sandbox_reply *reply) {
    sigset_t child_ended;
    sigemptyset(&child_ended);
    sigaddset(&child_ended, SIGCHLD);
    uint64_t started = now_nanoseconds(), deadline = started + limits.wall_nanoseconds, cpu_left = limits.cpu_nanoseconds;
    struct rusage usage;
    int status;
    for (;;) {
        // No sooner can all its threads have used what is left; a millisecond at least, so that we do not wait busily.
        uint64_t now = now_nanoseconds(), wait = deadline > now ? deadline - now : 0;
        uint64_t busy = cpu_left / parallel + 1000000u;
        if (busy < wait) wait = busy;
        struct timespec patience = { .tv_sec = (time_t)(wait / 1000000000u), .tv_nsec = (long)(wait % 1000000000u) };
        if (sigtimedwait(&child_ended, NULL, &patience) < 0 && errno == EAGAIN) {
            uint64_t used = used_nanoseconds(program);
            cpu_left = used < limits.cpu_nanoseconds ? limits.cpu_nanoseconds - used : 0;
            if (cpu_left == 0 || now_nanoseconds() >= deadline) {
                reply->time_limit_reached = 1;
                kill(program, SIGKILL);
                if (wait4(program, &status, 0, &usage) == program) break;
            }
        }
        if (wait4(program, &status, WNOHANG, &usage) == program) break;
    }
    reply->wait_status = status;
    reply->wall_microseconds = (now_nanoseconds() - started) / 1000;
    reply->cpu_microseconds = (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000u +
                              (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
    reply->peak_kilobytes = (uint64_t)usage.ru_maxrss;
    uint32_t noted = *stage;
    bool plausible = noted > SANDBOX_STARTING && noted <= SANDBOX_LAST_STAGE;
    reply->stage = !*confined ? SANDBOX_STARTING : plausible ? noted : SANDBOX_RUNNING;
}

static void *share_page(void) {
    void *page = mmap(NULL, SHARED, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) abort();
    return page;
}

// Whether the working directory, which is the sandbox's only file system that can be written, is not as it was.
static bool left_files(const struct statfs *empty) {
    if (limits.has_namespaces) {
        struct statfs now;
        if (statfs(".", &now) < 0) _exit(124);
        return now.f_ffree != empty->f_ffree || now.f_bfree != empty->f_bfree;
    }
    // A folder of a file system that others write to.
    char entries[256];
    int folder = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) _exit(124);
    long length = 0, more;
    while ((more = syscall(SYS_getdents64, folder, entries, sizeof entries)) > 0) length += more;
    close(folder);
    return length > 48;  // more than `.` and `..`, which take 24 bytes each
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
    parallel = parallel_threads();
    sandbox_confine(&limits);
    struct statfs empty;
    if (statfs(".", &empty) < 0) abort();
    struct sandbox_hello hello = { .version = SANDBOX_VERSION };
    send_or_exit(&hello, sizeof hello);

    int descriptors[SANDBOX_MOST_DESCRIPTORS], count;
    struct sandbox_request request;
    while ((count = receive_request(&request, descriptors)) > 0) {
        struct sandbox_reply reply = { 0 };
        // All of the page, or a program could leave a note there for the next.
        memset((void *)stage, 0, SHARED);
        *confined = 0;
        if (request.has_extras) sandbox_open_extras(descriptors[count - 1]);
        pid_t program = sandbox_fork();
        if (program == 0) run_program(run, descriptors, request.has_channel);
        for (int i = 0; i < count; i++) close(descriptors[i]);
        if (program < 0) _exit(124);
        await_program(program, &reply);
        if (request.has_extras) sandbox_close_extras();
        reply.left_files = left_files(&empty);
        send_or_exit(&reply, sizeof reply);
    }
    _exit(0);
}
