#define _GNU_SOURCE
#include "processes.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

int assay_adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

pid_t assay_fork_for_parent(void) {
    // The one between the two says here which number the copy has, or why there is none.
    struct {
        pid_t number;
        int error;
    } *told = mmap(NULL, sizeof *told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (told == MAP_FAILED) return -1;
    told->number = -1;
    told->error = EAGAIN;
    pid_t between = fork();
    if (between == 0) {
        pid_t copy = fork();
        if (copy == 0) return 0;
        told->number = copy;
        if (copy < 0) told->error = errno;
        _exit(0);
    }
    if (between > 0) {
        int status;
        while (waitpid(between, &status, 0) < 0 && errno == EINTR) {}
    }
    int error = between < 0 ? errno : told->error;
    pid_t copy = between < 0 ? -1 : told->number;
    munmap(told, sizeof *told);
    if (copy < 0) errno = error;
    return copy;
}

int assay_send_descriptor(int socket, const void *bytes, size_t size, int descriptor) {
    char control[CMSG_SPACE(sizeof descriptor)];
    memset(control, 0, sizeof control);
    struct iovec piece = {.iov_base = (void *)bytes, .iov_len = size};
    struct msghdr message = {
        .msg_iov = &piece, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof descriptor);
    memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    ssize_t sent;
    while ((sent = sendmsg(socket, &message, MSG_NOSIGNAL)) < 0 && errno == EINTR) {}
    return sent == (ssize_t)size ? 0 : -1;
}

ssize_t assay_receive_descriptor(int socket, void *bytes, size_t size, int *descriptor) {
    char control[CMSG_SPACE(sizeof *descriptor)];
    struct iovec piece = {.iov_base = bytes, .iov_len = size};
    struct msghdr message = {
        .msg_iov = &piece, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    *descriptor = -1;
    ssize_t count;
    while ((count = recvmsg(socket, &message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR) {}
    if (count <= 0) return count;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
        header->cmsg_len == CMSG_LEN(sizeof *descriptor))
        memcpy(descriptor, CMSG_DATA(header), sizeof *descriptor);
    return count;
}
