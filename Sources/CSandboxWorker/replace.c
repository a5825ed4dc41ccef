#define _GNU_SOURCE
#include "SandboxWorker.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

// The filter is installed before the loop, so it must let our code exec and the program not. It allows execveat only with 64 secret bits in an
// argument that the call does not use; exec then wipes them, with all else that our code had in memory.
static uint64_t secret;

_Noreturn void sandbox_serve_executables(void) {
    while (secret == 0) {
        if (syscall(SYS_getrandom, &secret, sizeof secret, 0) != sizeof secret) abort();
    }
    sandbox_serve(NULL);
}

uint64_t sandbox_replacement_secret(void) { return secret; }

void sandbox_replace_program(int file) {
    char *const arguments[] = { "program", NULL };
    char *const environment[] = { NULL };
    syscall(SYS_execveat, file, "", arguments, environment, AT_EMPTY_PATH, secret);
}
