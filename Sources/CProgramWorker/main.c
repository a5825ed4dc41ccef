// The worker of the languages that need no interpreter of the distribution's: `assay-worker lua BUDGET` or `assay-worker native`.
// `assay-worker version` says which Lua it holds.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <lua.h>

#include "languages.h"

// Lua mixes the time into the seed of its hashes, which decide the order of `pairs`: the same one in every worker.
time_t time(time_t *seconds) {
    if (seconds) *seconds = 0;
    return 0;
}

int main(int count, char **arguments) {
    if (count == 3 && strcmp(arguments[1], "lua") == 0) {
        lua_prepare(strtoul(arguments[2], NULL, 10));
        sandbox_serve(lua_program);
    }
    if (count == 2 && strcmp(arguments[1], "native") == 0) sandbox_serve_executables();
    if (count == 2 && strcmp(arguments[1], "version") == 0) return puts(LUA_RELEASE) == EOF;
    fputs("usage: assay-worker lua BUDGET | native | version\n", stderr);
    return 2;
}
