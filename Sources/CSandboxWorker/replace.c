#define _GNU_SOURCE
#include "SandboxWorker.h"

#include <elf.h>
#include <fcntl.h>
#include <stdbool.h>
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

// What the kernel needs beside the program's own image: its first stack, and what it maps for everybody.
static const uint64_t beside_image = (uint64_t)1 << 20;

// Whether its variables alone are more than it may have: the kernel would not say so, but kill it as if it had failed.
static bool is_too_large(int file) {
    Elf64_Ehdr header;
    if (pread(file, &header, sizeof header, 0) != sizeof header || header.e_phentsize != sizeof(Elf64_Phdr)) return false;
    uint64_t size = beside_image;
    for (int i = 0; i < header.e_phnum; i++) {
        Elf64_Phdr part;
        off_t place = (off_t)header.e_phoff + i * (off_t)sizeof part;
        if (pread(file, &part, sizeof part, place) != sizeof part) return false;
        if (part.p_type == PT_LOAD && __builtin_add_overflow(size, part.p_memsz, &size)) return true;
    }
    return size > sandbox_limits_in_force()->address_space;
}

void sandbox_replace_program(int file, sandbox_stage_note *stage) {
    *stage = SANDBOX_RUNNING;
    if (is_too_large(file)) {
        *stage = SANDBOX_OUT_OF_MEMORY;
        _exit(1);
    }
    size_t count;
    char *const *given = sandbox_arguments(&count);
    char **arguments = calloc(count + 2, sizeof *arguments);
    if (!arguments) _exit(125);
    arguments[0] = "program";
    for (size_t i = 0; i < count; i++) arguments[i + 1] = given[i];
    char *const environment[] = { NULL };
    syscall(SYS_execveat, file, "", arguments, environment, AT_EMPTY_PATH, secret);
}
