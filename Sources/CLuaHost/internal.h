// What the files of the wall share.
#pragma once
#include "CLuaHost.h"
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

struct clua_host {
    lua_State *main;
    size_t used, cap; // bytes
    clua_flag *interrupt;
    clua_callbacks callbacks;
    void *owner;
    const void *running; // the function that `clua_run` runs
    lua_Integer numbered; // objects that have a number so far
    lua_State *script;    // the stack that `clua_run` runs: to the script it is no coroutine
};

// Registry keys: the address is the key.
extern const char clua_key_library, clua_key_globals, clua_key_order, clua_key_objects, clua_key_numbers,
    clua_key_memory_message;
// In a metatable it marks userdata that hold Swift objects; as a value it stands for an interrupt.
extern const char clua_mark_object, clua_mark_interrupt;

clua_host *clua_host_of(lua_State *L);

/// Calls `body` in protected mode with `takes` stack values and then a light userdata of `arguments`.
bool clua_protect(lua_State *L, lua_CFunction body, void *arguments, int takes, int gives);

/// The trampoline: what every function of the host is, as Lua sees it.
int clua_trampoline(lua_State *L);

/// The finalizer of the userdata that hold a reference to something of Swift's.
int clua_release_cell(lua_State *L);

/// `__index` with two upvalues: a table of members, then a function for any other key.
int clua_index(lua_State *L);

/// Pushes the list of keys of the table at `index` in their fixed order. May raise.
size_t clua_list_keys(lua_State *L, int index);

/// Pushes the table at `table`, or the one that holds the values of a watched table, all of which then counts as read. May raise.
void clua_push_values(lua_State *L, int table);

/// `rawget` and `rawlen`, and `rawset`, on what a watched table stands for.
int clua_raw_read(lua_State *L);
int clua_raw_assignment(lua_State *L);

/// `pairs` and `next` in that order.
int clua_ordered_pairs(lua_State *L);
int clua_ordered_next(lua_State *L);

/// `pcall` and `xpcall`, which let an interrupt through.
int clua_protected_call(lua_State *L);
int clua_protected_call_with_handler(lua_State *L);

/// Lua's own function, which a wrapper has as its first upvalue, with the wrapper's arguments.
int clua_original(lua_State *L);

/// Pushes the text of the value at `index`, as `tostring` gives it. May raise.
void clua_show(lua_State *L, int index);

/// `tostring` and `string.format` over `clua_show`.
int clua_tostring(lua_State *L);
int clua_format(lua_State *L);

/// Calls the function in its upvalue; when that reports an error as a value, an interrupt goes on all the same.
int clua_call_original_checked(lua_State *L);

/// Builds the library table and the strict globals. May raise.
int clua_open_library(lua_State *L);

/// Raises the interrupt if somebody asked for it.
void clua_check_interrupt(lua_State *L);
