// What the supervisor needs from the system and Swift cannot say itself: starting a worker, and passing descriptors to it.
#ifndef CSANDBOX_H
#define CSANDBOX_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "SandboxProtocol.h"

enum { SANDBOX_GROUPS = 2 };

// How a worker process starts.
struct sandbox_start {
    const char *path;
    char *const *arguments;      // argv, ends with NULL
    char *const *environment;    // envp, ends with NULL
    int standard[3];             // become descriptors 0, 1 and 2
    int socket;                  // becomes SANDBOX_SOCKET
    int library;                 // becomes SANDBOX_LIBRARY
    int groups[SANDBOX_GROUPS];  // `cgroup.procs` of the control groups to join; -1 where there is none
    const char *directory;       // the working directory, or NULL
    uint64_t stack;              // RLIMIT_STACK, in bytes; lowered to the hard limit
    bool drops_root;             // become `nobody` first, when we are root
    bool may_stay_root;          // when a root without the right to become another may go on: a user namespace maps it to nobody
};

/// What `sandbox_spawn` gives back, negative, when a root may not become `nobody`.
enum { SANDBOX_STUCK_AS_ROOT = 4096 };

/// Starts a process in a session of its own, without address randomisation, that dies with the calling thread.
/// All other descriptors are closed in it.
///
/// - Returns: the process id, or minus an errno or SANDBOX_STUCK_AS_ROOT.
pid_t sandbox_spawn(const struct sandbox_start *start);

/// A connected pair of SOCK_SEQPACKET sockets. Returns 0, or minus an errno.
int sandbox_socket_pair(int ends[2]);

/// A connected pair of stream sockets, through which two programs talk. Returns 0, or minus an errno.
int sandbox_stream_pair(int ends[2]);

/// An empty memory file. Returns its descriptor, or minus an errno.
int sandbox_memory_file(const char *name);

/// Sends one message with descriptors. Returns 0, or minus an errno.
int sandbox_send(int socket, const void *message, size_t length, const int *descriptors, int count);

/// Waits for one message. Returns its length, 0 when the worker is gone, minus ETIMEDOUT, or minus another errno.
ssize_t sandbox_receive(int socket, void *message, size_t length, int timeout_milliseconds);

/// Ends a process and reaps it: waits `patience_milliseconds` for it to end by itself, then kills it.
void sandbox_reap(pid_t process, int patience_milliseconds);

/// Removes a folder and all that is in it; follows no link.
void sandbox_remove_folder(const char *path);

/// Where some bytes first occur in a text, or -1.
ssize_t sandbox_find(const uint8_t *text, size_t length, const uint8_t *wanted, size_t wanted_length);

/// Takes a wait(2) status apart: the exit status, or minus the signal.
int sandbox_exit_status(int wait_status);

#endif
