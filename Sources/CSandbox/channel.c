#define _GNU_SOURCE
#include "CSandbox.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

int sandbox_socket_pair(int ends[2]) {
    return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0 ? -errno : 0;
}

int sandbox_stream_pair(int ends[2]) {
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0 ? -errno : 0;
}

int sandbox_memory_file(const char *name) {
    int file = memfd_create(name, MFD_CLOEXEC);
    return file < 0 ? -errno : file;
}

int sandbox_send(int socket, const void *message, size_t length, const int *descriptors, int count) {
    struct iovec part = { .iov_base = (void *)message, .iov_len = length };
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int) * SANDBOX_MOST_DESCRIPTORS)];
    } control;
    struct msghdr header = { .msg_iov = &part, .msg_iovlen = 1 };
    if (count > SANDBOX_MOST_DESCRIPTORS) return -EINVAL;
    if (count > 0) {
        memset(&control, 0, sizeof control);
        header.msg_control = &control;
        header.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)count);
        struct cmsghdr *rights = CMSG_FIRSTHDR(&header);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)count);
        memcpy(CMSG_DATA(rights), descriptors, sizeof(int) * (size_t)count);
    }
    while (sendmsg(socket, &header, MSG_NOSIGNAL) < 0) {
        if (errno != EINTR) return -errno;
    }
    return 0;
}

ssize_t sandbox_receive(int socket, void *message, size_t length, int timeout_milliseconds) {
    struct pollfd waiting = { .fd = socket, .events = POLLIN };
    int ready = poll(&waiting, 1, timeout_milliseconds);
    if (ready == 0 || (ready < 0 && errno == EINTR)) return -ETIMEDOUT;
    if (ready < 0) return -errno;
    ssize_t received = recv(socket, message, length, 0);
    return received < 0 ? -errno : received;
}
