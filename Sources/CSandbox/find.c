#define _GNU_SOURCE
#include "CSandbox.h"

#include <string.h>

ssize_t sandbox_find(const uint8_t *text, size_t length, const uint8_t *wanted, size_t wanted_length) {
    const uint8_t *found = memmem(text, length, wanted, wanted_length);
    return found ? found - text : -1;
}
