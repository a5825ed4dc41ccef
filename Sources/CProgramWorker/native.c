#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "languages.h"

int native_program(const char *image, size_t length, sandbox_stage_note *stage) {
    // A file of our own: the supervisor keeps the one that came, for the next test.
    int file = memfd_create("program", MFD_CLOEXEC);
    if (file < 0 || write(file, image, length) != (ssize_t)length) return 125;
    *stage = SANDBOX_RUNNING;
    sandbox_replace_program(file);
    return 125;
}
