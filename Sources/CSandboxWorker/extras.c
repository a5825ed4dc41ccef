#define _GNU_SOURCE
#include "SandboxWorker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

// The file holds two numbers, of arguments and of files; each argument as its length and its bytes; each file as the length of its name, the length of
// its content, name and content. Numbers have 64 bits. It is the supervisor's, and read with bounds all the same.
static const uint8_t *extras;
static size_t size;

static char **arguments;
static size_t argument_count;

struct reader {
    size_t at;
};

static const uint8_t *take(struct reader *reader, uint64_t length) {
    if (length > size - reader->at) _exit(124);
    const uint8_t *bytes = extras + reader->at;
    reader->at += length;
    return bytes;
}

static uint64_t number(struct reader *reader) {
    uint64_t value;
    memcpy(&value, take(reader, sizeof value), sizeof value);
    return value;
}

// Goes over all arguments to the files; returns how many of these there are.
static uint64_t skip_arguments(struct reader *reader) {
    uint64_t count = number(reader), files = number(reader);
    for (uint64_t i = 0; i < count; i++) take(reader, number(reader));
    return files;
}

// The next file's name, with a NUL behind it.
static void take_name(struct reader *reader, char name[256], const uint8_t **content, uint64_t *length) {
    uint64_t name_length = number(reader);
    *length = number(reader);
    if (name_length == 0 || name_length > 255) _exit(124);
    memcpy(name, take(reader, name_length), name_length);
    name[name_length] = 0;
    if (strchr(name, '/') || strcmp(name, ".") == 0 || strcmp(name, "..") == 0) _exit(124);
    *content = take(reader, *length);
}

static void put(const char *name, const uint8_t *content, uint64_t length) {
    int file = open(name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
    if (file < 0) _exit(124);
    while (length > 0) {
        ssize_t written = write(file, content, length);
        if (written < 0 && errno != EINTR) _exit(124);
        if (written > 0) content += written, length -= (uint64_t)written;
    }
    close(file);
}

void sandbox_open_extras(int file) {
    struct stat facts;
    if (fstat(file, &facts) < 0 || facts.st_size <= 0) _exit(124);
    size = (size_t)facts.st_size;
    void *mapped = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
    if (mapped == MAP_FAILED) _exit(124);
    extras = mapped;
    struct reader reader = { 0 };
    for (uint64_t files = skip_arguments(&reader); files > 0; files--) {
        char name[256];
        const uint8_t *content;
        uint64_t length;
        take_name(&reader, name, &content, &length);
        put(name, content, length);
    }
}

void sandbox_close_extras(void) {
    struct reader reader = { 0 };
    for (uint64_t files = skip_arguments(&reader); files > 0; files--) {
        char name[256];
        const uint8_t *content;
        uint64_t length;
        take_name(&reader, name, &content, &length);
        unlink(name);  // or the program did
    }
    munmap((void *)extras, size);
    extras = NULL;
}

void sandbox_take_arguments(void) {
    if (!extras) return;
    struct reader reader = { 0 };
    argument_count = number(&reader);
    number(&reader);
    arguments = calloc(argument_count + 1, sizeof *arguments);
    for (size_t i = 0; arguments && i < argument_count; i++) {
        uint64_t length = number(&reader);
        const uint8_t *bytes = take(&reader, length);
        arguments[i] = malloc(length + 1);
        if (!arguments[i]) _exit(125);
        memcpy(arguments[i], bytes, length);
        arguments[i][length] = 0;
    }
    if (!arguments || munmap((void *)extras, size) < 0) _exit(125);
    extras = NULL;
}

char *const *sandbox_arguments(size_t *count) {
    *count = argument_count;
    return arguments;
}
