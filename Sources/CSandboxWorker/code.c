#define _GNU_SOURCE
#include "SandboxWorker.h"

#include <link.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

// 2 MiB, what both machines map with one entry of a page table.
static const uintptr_t huge_page = (uintptr_t)2 << 20;

// Puts a copy of [from, to) in huge pages, which may reach further, and moves it over the original.
static void move_to_huge_pages(uintptr_t from, uintptr_t to, uintptr_t end) {
    size_t length = end - from;
    char *room = mmap(NULL, length + huge_page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED) return;
    char *copy = (char *)(((uintptr_t)room + huge_page - 1) & ~(huge_page - 1));
    madvise(copy, length, MADV_HUGEPAGE);
    memcpy(copy, (const void *)from, to - from);
    if (mprotect(copy, length, PROT_READ | PROT_EXEC) == 0) {
        mremap(copy, length, length, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)from);
    }
    munmap(room, length + huge_page);
}

// The interpreter is the first object; the others are too small for huge pages.
static int visit(struct dl_phdr_info *object, size_t size, void *context) {
    (void)size, (void)context;
    uintptr_t from = 0, to = 0, next = 0;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        if (part->p_type != PT_LOAD) continue;
        uintptr_t start = (object->dlpi_addr + part->p_vaddr) & ~(uintptr_t)4095;
        uintptr_t end = (object->dlpi_addr + part->p_vaddr + part->p_memsz + 4095) & ~(uintptr_t)4095;
        if (part->p_flags & PF_W) {
            if (to != 0 && next == 0) next = start;
            continue;
        }
        if (start != to) from = start;
        to = end;
    }
    from = (from + huge_page - 1) & ~(huge_page - 1);
    // The last page may be filled up, when the program was linked so that nothing else lies there: its data comes behind it.
    uintptr_t filled = (to + huge_page - 1) & ~(huge_page - 1);
    uintptr_t end = filled <= next ? filled : to & ~(huge_page - 1);
    if (from < end) move_to_huge_pages(from, to < end ? to : end, end);
    return 1;
}

void sandbox_map_code_once(void) { dl_iterate_phdr(visit, NULL); }
