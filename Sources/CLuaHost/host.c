// The state: its memory, its interrupt, and the one place where Lua errors begin.
#include "internal.h"
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

const char clua_key_library, clua_key_globals, clua_key_order, clua_key_objects, clua_key_numbers,
    clua_key_memory_message;
const char clua_mark_object, clua_mark_interrupt;

// Instructions between two looks at the interrupt flag: some microseconds.
enum { HOOK_INTERVAL = 1000 };

struct clua_flag {
    atomic_bool value;
};

clua_flag *clua_flag_create(void) { return calloc(1, sizeof(clua_flag)); }
void clua_flag_destroy(clua_flag *flag) { free(flag); }
void clua_flag_set(clua_flag *flag, bool value) { atomic_store_explicit(&flag->value, value, memory_order_relaxed); }
bool clua_flag_get(const clua_flag *flag) {
    return atomic_load_explicit(&((clua_flag *)flag)->value, memory_order_relaxed);
}

clua_host *clua_host_of(lua_State *L) { return *(clua_host **)lua_getextraspace(L); }
void *clua_owner(lua_State *L) { return clua_host_of(L)->owner; }
lua_State *clua_host_main(clua_host *host) { return host->main; }
size_t clua_host_memory_used(const clua_host *host) { return host->used; }

static void *allocate(void *context, void *block, size_t old_size, size_t new_size) {
    clua_host *host = context;
    size_t old = block ? old_size : 0; // for a new block Lua passes a type tag here
    if (new_size == 0) {
        free(block);
        host->used -= old;
        return NULL;
    }
    if (new_size > old && (new_size > host->cap || host->used - old > host->cap - new_size)) return NULL;
    void *moved = realloc(block, new_size);
    if (!moved) {
        if (new_size > old) return NULL;
        moved = block; // Lua relies on shrinking never to fail
    }
    host->used = host->used - old + new_size;
    return moved;
}

void clua_check_interrupt(lua_State *L) {
    if (!clua_flag_get(clua_host_of(L)->interrupt)) return;
    lua_pushlightuserdata(L, (void *)&clua_mark_interrupt);
    lua_error(L);
}

static void hook(lua_State *L, lua_Debug *record) {
    (void)record;
    clua_check_interrupt(L);
}

static int panic(lua_State *L) {
    const char *message = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "no message";
    fprintf(stderr, "Lua error outside protected mode (a bug in CLuaHost): %s\n", message);
    abort();
}

static void make_weak_table(lua_State *L, const char *mode, const char *key) {
    lua_newtable(L);
    lua_createtable(L, 0, 1);
    lua_pushstring(L, mode);
    lua_setfield(L, -2, "__mode");
    lua_setmetatable(L, -2);
    lua_rawsetp(L, LUA_REGISTRYINDEX, key);
}

static int open_state(lua_State *L) {
    // Lua makes this string outside protected mode when an error handler fails; kept alive, it needs no memory then.
    lua_pushliteral(L, "error in error handling");
    luaL_ref(L, LUA_REGISTRYINDEX);
    clua_host *host = clua_host_of(L);
    lua_pushfstring(L, "not enough memory (the script's cap is %I MB)", (LUAI_UACINT)(host->cap >> 20));
    lua_rawsetp(L, LUA_REGISTRYINDEX, &clua_key_memory_message);

    luaL_newmetatable(L, "clua.cell");
    lua_pushcfunction(L, clua_release_cell);
    lua_setfield(L, -2, "__gc");
    // Weak values: an object's userdata, found again by the object's address as long as somebody holds it.
    make_weak_table(L, "v", &clua_key_objects);
    // Weak keys: the order in which the host wrote a table's fields, and the numbers of what was shown.
    make_weak_table(L, "k", &clua_key_order);
    make_weak_table(L, "k", &clua_key_numbers);
    return clua_open_library(L);
}

clua_host *clua_host_create(size_t cap, clua_flag *interrupt, clua_callbacks callbacks, void *owner) {
    clua_host *host = calloc(1, sizeof *host);
    if (!host) return NULL;
    host->cap = cap;
    host->interrupt = interrupt;
    host->callbacks = callbacks;
    host->owner = owner;
    lua_State *L = lua_newstate(allocate, host);
    if (!L) {
        free(host);
        return NULL;
    }
    host->main = L;
    *(clua_host **)lua_getextraspace(L) = host; // every later thread gets a copy
    lua_atpanic(L, panic);
    if (!clua_protect(L, open_state, NULL, 0, 0)) {
        clua_host_destroy(host);
        return NULL;
    }
    lua_sethook(L, hook, LUA_MASKCOUNT, HOOK_INTERVAL); // every later thread inherits it
    return host;
}

void clua_host_destroy(clua_host *host) {
    lua_close(host->main);
    free(host);
}

bool clua_protect(lua_State *L, lua_CFunction body, void *arguments, int takes, int gives) {
    if (!lua_checkstack(L, 8)) return false;
    lua_pushcfunction(L, body);
    lua_insert(L, -(takes + 1));
    lua_pushlightuserdata(L, arguments);
    if (lua_pcall(L, takes + 1, gives, 0) == LUA_OK) return true;
    lua_pop(L, 1);
    return false;
}

int clua_trampoline(lua_State *L) {
    clua_check_interrupt(L);
    luaL_checkstack(L, LUA_MINSTACK, "too many arguments");
    void **cell = lua_touserdata(L, lua_upvalueindex(1));
    clua_outcome outcome = clua_host_of(L)->callbacks.call(L, *cell);
    return outcome.count >= 0 ? outcome.count : lua_error(L);
}

static clua_status status_of(lua_State *L, int status) {
    if (status == LUA_OK) return CLUA_OK;
    if (status == LUA_ERRMEM) return CLUA_OUT_OF_MEMORY;
    if (lua_touserdata(L, -1) == &clua_mark_interrupt) return CLUA_INTERRUPTED;
    return CLUA_FAILED;
}

static int report_failure(lua_State *L) {
    clua_host *host = clua_host_of(L);
    host->callbacks.failed(L, host->owner);
    return 1;
}

clua_status clua_call(lua_State *L, int arguments) {
    if (!lua_checkstack(L, LUA_MINSTACK)) {
        lua_settop(L, -arguments - 2);
        lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_key_memory_message);
        return CLUA_OUT_OF_MEMORY;
    }
    int handler = lua_gettop(L) - arguments;
    lua_pushcfunction(L, report_failure);
    lua_insert(L, handler);
    int status = lua_pcall(L, arguments, LUA_MULTRET, handler);
    lua_remove(L, handler);
    return status_of(L, status);
}

clua_status clua_load(lua_State *L, const char *text, size_t length, const char *chunk_name) {
    if (!lua_checkstack(L, LUA_MINSTACK)) {
        lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_key_memory_message);
        return CLUA_OUT_OF_MEMORY;
    }
    return status_of(L, luaL_loadbufferx(L, text, length, chunk_name, "t"));
}

static int make_thread(lua_State *L) {
    lua_State **thread = lua_touserdata(L, -1);
    clua_host_of(L)->script = *thread = lua_newthread(L);
    lua_pushvalue(L, 1);
    lua_xmove(L, *thread, 1);
    return 1;
}

// The script runs as a coroutine because a failed coroutine keeps its frames, for errors of memory too.
clua_status clua_run(clua_host *host, lua_State **thread, int *results) {
    lua_State *L = host->main;
    *thread = NULL;
    *results = 0;
    host->running = lua_topointer(L, -1);
    if (!clua_protect(L, make_thread, thread, 1, 1)) {
        lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_key_memory_message);
        *thread = NULL;
        return CLUA_OUT_OF_MEMORY;
    }
    return status_of(*thread, lua_resume(*thread, L, 0, results));
}

void clua_run_end(clua_host *host, lua_State *thread, bool close) {
    if (thread && close) lua_resetthread(thread); // runs pending `<close>` variables
    lua_settop(host->main, 0);
}

static int collect(lua_State *L) {
    lua_gc(L, LUA_GCCOLLECT);
    return 0;
}
void clua_collect(lua_State *L) { clua_protect(L, collect, NULL, 0, 0); }
