// Forks processes that end at once, one after the other, from a process that is as small as the executor's Lua worker:
//
//     cc -O2 -o forks scripts/benchmark/forks.c $(pkg-config --cflags --libs lua5.4) && ./forks 10000
//
// No way that gives each program a process of its own is faster.
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char **arguments) {
    lua_State *state = luaL_newstate();
    if (count != 2 || !state) return 2;
    luaL_openlibs(state);
    for (long left = strtol(arguments[1], NULL, 10); left > 0; left--) {
        pid_t child = fork();
        if (child == 0) _exit(0);
        int status;
        if (child < 0 || waitpid(child, &status, 0) != child || status != 0) return 1;
    }
    return 0;
}
