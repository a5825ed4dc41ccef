#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "languages.h"

// How many instructions pass between two looks at the budget.
enum { STRIDE = 1000 };

// What the interpreter itself may need of the address space, in bytes: the rest is the program's.
static const size_t own_memory = (size_t)32 << 20;

static lua_State *state;
static unsigned long budget, spent;
static size_t used, most = (size_t)-1;

// What a block takes of the heap, its header included.
static size_t taken(size_t size) { return size == 0 ? 0 : size < 24 ? 32 : (size + 23) & ~(size_t)15; }

// Counts what Lua holds: the same program meets the cap at the same allocation each time.
static void *allocate(void *unused, void *block, size_t old, size_t new) {
    (void)unused;
    if (!block) old = 0;  // then it tells the kind of object
    if (new == 0) {
        free(block);
        used -= taken(old);
        return NULL;
    }
    size_t after = used - taken(old) + taken(new);
    if (new > old && after > most) return NULL;
    void *moved = realloc(block, new);
    if (moved) used = after;
    return moved;
}

// The end of the budget is a time limit like the kernel's own.
static void count(lua_State *L, lua_Debug *unused) {
    (void)L, (void)unused;
    spent += STRIDE;
    if (spent < budget) return;
    fflush(stdout);
    signal(SIGXCPU, SIG_DFL);
    raise(SIGXCPU);
}

static int lines(lua_State *L) {
    if (!lua_isnoneornil(L, 1)) return luaL_error(L, "io.lines reads standard input alone");
    lua_settop(L, 0);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_call(L, 0, 1);
    return 1;
}

// `os.exit`, without what would take the state apart: only what was written counts.
static int leave(lua_State *L) {
    int status = lua_isboolean(L, 1) ? !lua_toboolean(L, 1) : (int)luaL_optinteger(L, 1, 0);
    int is_whole = fflush(stdout) == 0;
    _exit(is_whole ? status & 0xff : 1);
}

// Of `io` what reads standard input and writes standard output and error, and of `os` the way out.
static void open_streams(lua_State *L) {
    static const char *const kept[] = { "read", "write", "stdin", "stdout", "stderr" };
    static const char *const methods[] = { "read", "write", "lines", "flush", "setvbuf", "seek", "close" };
    luaL_requiref(L, LUA_IOLIBNAME, luaopen_io, 0);
    lua_newtable(L);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        lua_getfield(L, -2, kept[i]);
        lua_setfield(L, -2, kept[i]);
    }
    lua_getfield(L, -2, "lines");
    lua_pushcclosure(L, lines, 1);
    lua_setfield(L, -2, "lines");
    lua_setglobal(L, LUA_IOLIBNAME);
    // The methods of the three streams; nothing opens another file.
    luaL_getmetatable(L, LUA_FILEHANDLE);
    lua_getfield(L, -1, "__index");
    lua_newtable(L);
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        lua_getfield(L, -2, methods[i]);
        lua_setfield(L, -2, methods[i]);
    }
    lua_setfield(L, -3, "__index");
    lua_newtable(L);
    lua_pushcfunction(L, leave);
    lua_setfield(L, -2, "exit");
    lua_setglobal(L, LUA_OSLIBNAME);
    lua_settop(L, 0);
    lua_pushnil(L);
    lua_setfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
}

static int open_libraries(lua_State *L) {
    static const luaL_Reg libraries[] = {
        { LUA_GNAME, luaopen_base }, { LUA_COLIBNAME, luaopen_coroutine }, { LUA_TABLIBNAME, luaopen_table },
        { LUA_STRLIBNAME, luaopen_string }, { LUA_MATHLIBNAME, luaopen_math }, { LUA_UTF8LIBNAME, luaopen_utf8 },
    };
    static const char *const absent[] = { "load", "loadfile", "dofile", "require", "warn" };
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
        luaL_requiref(L, libraries[i].name, libraries[i].func, 1);
        lua_pop(L, 1);
    }
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        lua_pushnil(L);
        lua_setglobal(L, absent[i]);
    }
    lua_getglobal(L, LUA_STRLIBNAME);
    lua_pushnil(L);
    lua_setfield(L, -2, "dump");
    lua_getglobal(L, LUA_MATHLIBNAME);
    lua_getfield(L, -1, "randomseed");
    lua_pushinteger(L, 0);
    lua_call(L, 1, 0);
    open_streams(L);
    return 0;
}

void lua_prepare(unsigned long instructions) {
    budget = instructions;
    state = lua_newstate(allocate, NULL);
    if (!state) abort();
    lua_pushcfunction(state, open_libraries);
    if (lua_pcall(state, 0, 0, 0) != LUA_OK) abort();
    lua_gc(state, LUA_GCCOLLECT, 0);
}

static int describe(lua_State *L) {
    const char *message = luaL_tolstring(L, 1, NULL);
    luaL_traceback(L, L, message, 1);
    return 1;
}

static int failed(lua_State *L, int status, sandbox_stage_note *stage, enum sandbox_stage otherwise) {
    const char *message = lua_tostring(L, -1);
    // The auxiliary library says so in an error of its own when a buffer cannot grow.
    static const char no_memory[] = "not enough memory";
    int is_memory = status == LUA_ERRMEM || (message && strncmp(message, no_memory, sizeof no_memory - 1) == 0);
    *stage = is_memory ? SANDBOX_OUT_OF_MEMORY : otherwise;
    fflush(stdout);
    fprintf(stderr, "%s\n", message ? message : "error without a message");
    return 1;
}

// The arguments as Lua's own program gives them: the table `arg`, and values of the chunk. Returns how many.
static int push_arguments(lua_State *L) {
    size_t count;
    char *const *given = sandbox_arguments(&count);
    if (count == 0) return 0;
    lua_createtable(L, (int)count, 1);
    lua_pushliteral(L, "program.lua");
    lua_rawseti(L, -2, 0);
    for (size_t i = 0; i < count; i++) {
        lua_pushstring(L, given[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setglobal(L, "arg");
    luaL_checkstack(L, (int)count + 1, "too many arguments");
    for (size_t i = 0; i < count; i++) lua_pushstring(L, given[i]);
    return (int)count;
}

int lua_program(const char *source, size_t length, sandbox_stage_note *stage) {
    size_t allowed = sandbox_limits_in_force()->address_space;
    most = used + (allowed > 2 * own_memory ? allowed - own_memory : own_memory);
    *stage = SANDBOX_COMPILING;
    lua_pushcfunction(state, describe);
    // A first line for a shell is none of Lua's; its end stays, so that lines keep their numbers.
    if (length > 0 && source[0] == '#') {
        const char *end = memchr(source, '\n', length);
        size_t skipped = end ? (size_t)(end - source) : length;
        source += skipped, length -= skipped;
    }
    int status = luaL_loadbufferx(state, source, length, "=program.lua", "t");
    if (status != LUA_OK) return failed(state, status, stage, SANDBOX_COMPILE_FAILED);
    *stage = SANDBOX_RUNNING;
    lua_sethook(state, count, LUA_MASKCOUNT, STRIDE);
    status = lua_pcall(state, push_arguments(state), 0, 1);
    if (status != LUA_OK) return failed(state, status, stage, SANDBOX_RUNNING);
    return fflush(stdout) == 0 ? 0 : 1;
}
