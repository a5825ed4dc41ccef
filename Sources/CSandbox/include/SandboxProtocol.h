// What the supervisor and a worker say to each other, over one SOCK_SEQPACKET socket. Independent of the language.
//
//   supervisor -> worker   sandbox_limits                                    once
//   worker -> supervisor   sandbox_hello                                     once, when it is warm and confined
//   supervisor -> worker   sandbox_request + 4 to 6 descriptors (SCM_RIGHTS) for each (program, test)
//   worker -> supervisor   sandbox_reply
//
// The descriptors are the program, its standard input, output and error, each a memfd, and maybe one end of a stream to a program in another
// worker, and a memfd with what else it is given (see extras.c). No message carries an expected output.
#ifndef SANDBOX_PROTOCOL_H
#define SANDBOX_PROTOCOL_H

#include <stdint.h>

enum {
    SANDBOX_VERSION = 4,
    SANDBOX_SOCKET = 3,          // the worker's end of the socket
    SANDBOX_LIBRARY = 4,         // what bubblewrap reads the worker's library from
    SANDBOX_DESCRIPTORS = 4,     // program, stdin, stdout, stderr
    SANDBOX_MOST_DESCRIPTORS = 6,
    SANDBOX_CHANNEL = 3,         // what the fifth becomes in the program
};

// Applied to every program.
struct sandbox_limits {
    uint64_t wall_nanoseconds;
    uint64_t cpu_nanoseconds;    // of all its threads
    uint64_t cpu_seconds;        // the same in whole seconds, rounded up: what the kernel itself can limit
    uint64_t address_space;      // bytes, the warm interpreter's included
    uint64_t file_size;          // bytes
    uint64_t open_files;
    uint64_t processes;          // threads, the main one included
    uint64_t files;              // in the working directory, which counts as one
    uint64_t has_namespaces;     // whether the worker is number 1 of namespaces of its own
};

struct sandbox_hello {
    uint32_t version;
};

struct sandbox_request {
    uint32_t version;
    uint32_t has_channel;
    uint32_t has_extras;
};

// How far a program came. Written by the program's own process: it tells kinds of failure apart, and never decides that a program is right.
enum sandbox_stage {
    SANDBOX_STARTING = 0,
    SANDBOX_COMPILING = 1,
    SANDBOX_COMPILE_FAILED = 2,
    SANDBOX_RUNNING = 3,
    SANDBOX_OUT_OF_MEMORY = 4,
    SANDBOX_CONCLUDED = 16,      // and up to 15 more: how asserts ended, see GradingEnd. A value that a program gave cannot write it
    SANDBOX_LAST_STAGE = 31,
};

struct sandbox_reply {
    uint32_t stage;              // sandbox_stage
    int32_t wait_status;         // as wait(2) gives it
    uint32_t time_limit_reached; // CPU or wall: the worker killed it
    uint32_t left_files;         // the worker must be retired: its working directory is no longer empty
    uint64_t cpu_microseconds;   // user and system
    uint64_t wall_microseconds;
    uint64_t peak_kilobytes;     // resident
};

#endif
