#ifndef ASSAY_PROCESSES_H
#define ASSAY_PROCESSES_H

#include <stddef.h>
#include <sys/types.h>

// What Swift does not offer of processes, because it is safe for few of them.

// Has the children of this process's children, once orphaned, become this process's own: it is told of their ends.
int assay_adopt_orphans(void);

// Starts a copy of this process whose parent is the one above this: fork(2), twice. For a process of one thread, which has loaded its
// libraries and done nothing else.
//
// Returns 0 in the copy, and its number here; -1 with errno where there is none.
pid_t assay_fork_for_parent(void);

// Sends `size` bytes and a descriptor through a socket of the domain AF_UNIX; -1 with errno when they were not sent whole.
int assay_send_descriptor(int socket, const void *bytes, size_t size, int descriptor);

// Receives bytes, and a descriptor that came with them, else -1. Returns how many bytes came, 0 at the end, -1 with errno.
ssize_t assay_receive_descriptor(int socket, void *bytes, size_t size, int *descriptor);

#endif
