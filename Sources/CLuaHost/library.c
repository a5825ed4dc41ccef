// The libraries that scripts see: Lua's own, less what reaches outside, with the few functions that would swallow an
// interrupt, run for ever without a look at it, or depend on addresses replaced.
#include "internal.h"
#include <string.h>

// Lua's own function, in the frame of the one that replaces it: errors name the function and the script's line.
int clua_original(lua_State *L) { return lua_tocfunction(L, lua_upvalueindex(1))(L); }

// A finalizer runs with hooks off, so one that loops could never be stopped.
static int set_metatable(lua_State *L) {
    if (lua_type(L, 2) == LUA_TTABLE) {
        lua_pushliteral(L, "__gc");
        if (lua_rawget(L, 2) != LUA_TNIL)
            return luaL_error(L, "finalizers (__gc) are not available to scripts; use a <close> variable");
        lua_pop(L, 1);
    }
    return clua_original(L);
}

// load: Lua's own, for text alone: bytecode could do to the host whatever it likes.
static int load(lua_State *L) {
    const char *mode = luaL_optstring(L, 3, "t");
    if (lua_gettop(L) < 3) lua_settop(L, 3);
    lua_pushstring(L, strchr(mode, 't') ? "t" : "");
    lua_replace(L, 3);
    return clua_original(L);
}

// print: the upvalue is the host's sink for one line.
static int print(lua_State *L) {
    int count = lua_gettop(L);
    luaL_Buffer line;
    luaL_buffinit(L, &line);
    for (int i = 1; i <= count; i++) {
        if (i > 1) luaL_addchar(&line, '\t');
        clua_show(L, i);
        luaL_addvalue(&line);
    }
    luaL_pushresult(&line);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, -2);
    lua_call(L, 1, 0);
    return 0;
}

// table.move: as Lua's, with a look at the interrupt. (`table.move({}, 1, math.maxinteger - 1, 2)` never ends.)
static int move(lua_State *L) {
    lua_Integer first = luaL_checkinteger(L, 2), last = luaL_checkinteger(L, 3), to = luaL_checkinteger(L, 4);
    int target = lua_isnoneornil(L, 5) ? 1 : 5;
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checktype(L, target, LUA_TTABLE);
    if (last >= first) {
        luaL_argcheck(L, first > 0 || last < LUA_MAXINTEGER + first, 3, "too many elements to move");
        luaL_argcheck(L, to <= LUA_MAXINTEGER - (last - first), 4, "destination wrap around");
        bool overlapping = to > first && to <= last && (target == 1 || lua_compare(L, 1, target, LUA_OPEQ));
        for (lua_Integer n = last - first, k = 0; k <= n; k++) {
            lua_Integer i = overlapping ? n - k : k;
            if ((k & 4095) == 0) clua_check_interrupt(L);
            lua_geti(L, 1, first + i);
            lua_seti(L, target, to + i);
        }
    }
    lua_pushvalue(L, target);
    return 1;
}

// string.rep: as Lua's, which goes round n times also for an empty string.
static int repeat(lua_State *L) {
    size_t length, separator = 0;
    luaL_checklstring(L, 1, &length);
    luaL_optlstring(L, 3, "", &separator);
    if (length + separator == 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    return clua_original(L);
}

// coroutine.yield, running and isyieldable: as Lua's, where the script's own stack is no coroutine.
static int yield(lua_State *L) {
    if (L == clua_host_of(L)->script) return luaL_error(L, "attempt to yield from outside a coroutine");
    return clua_original(L);
}
static int running(lua_State *L) {
    lua_pushthread(L);
    lua_pushboolean(L, L == clua_host_of(L)->script);
    return 2;
}
static int is_yieldable(lua_State *L) {
    int results = clua_original(L);
    lua_State *thread = lua_isthread(L, 1) ? lua_tothread(L, 1) : L;
    if (thread == clua_host_of(L)->script) lua_pushboolean(L, false);
    return results;
}

// collectgarbage: the second upvalue is the host's, which answers how much memory is in use: no two runs need be alike in that.
static int collect_garbage(lua_State *L) {
    bool counts = lua_type(L, 1) == LUA_TSTRING && strcmp(lua_tostring(L, 1), "count") == 0;
    int results = clua_original(L);
    if (!counts) return results;
    lua_pushvalue(L, lua_upvalueindex(2));
    lua_insert(L, -2);
    lua_call(L, 1, 1);
    return 1;
}

// Replaces `table.name`, with the original as the upvalue. The table is on top.
static void wrap(lua_State *L, const char *name, lua_CFunction wrapper) {
    lua_getfield(L, -1, name);
    lua_pushcclosure(L, wrapper, 1);
    lua_setfield(L, -2, name);
}
static void drop(lua_State *L, const char *name) {
    lua_pushnil(L);
    lua_setfield(L, -2, name);
}

int clua_open_library(lua_State *L) {
    static const char *const kept[] = {"assert",   "collectgarbage", "error",  "getmetatable", "ipairs",
                                       "load",     "rawequal",       "rawget", "rawlen",       "rawset",
                                       "select",   "setmetatable",   "tonumber", "type",       "_VERSION"};
    static const luaL_Reg own[] = {{"pcall", clua_protected_call}, {"xpcall", clua_protected_call_with_handler},
                                   {"pairs", clua_ordered_pairs},  {"next", clua_ordered_next},
                                   {"tostring", clua_tostring},    {NULL, NULL}};
    lua_newtable(L);
    int library = lua_gettop(L);
    luaL_requiref(L, "_G", luaopen_base, 0);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        lua_getfield(L, -1, kept[i]);
        lua_setfield(L, library, kept[i]);
    }
    lua_settop(L, library);
    luaL_setfuncs(L, own, 0);
    wrap(L, "setmetatable", set_metatable);
    wrap(L, "load", load);
    wrap(L, "rawget", clua_raw_read);
    wrap(L, "rawlen", clua_raw_read);
    wrap(L, "rawset", clua_raw_assignment);

    luaL_requiref(L, "table", luaopen_table, 0);
    wrap(L, "move", move);
    lua_setfield(L, library, "table");
    luaL_requiref(L, "string", luaopen_string, 0);
    drop(L, "dump");
    wrap(L, "rep", repeat);
    wrap(L, "format", clua_format);
    lua_setfield(L, library, "string");
    luaL_requiref(L, "math", luaopen_math, 0);
    drop(L, "random");
    drop(L, "randomseed");
    lua_setfield(L, library, "math");
    luaL_requiref(L, "utf8", luaopen_utf8, 0);
    lua_setfield(L, library, "utf8");
    luaL_requiref(L, "coroutine", luaopen_coroutine, 0);
    wrap(L, "resume", clua_call_original_checked);
    wrap(L, "close", clua_call_original_checked);
    wrap(L, "yield", yield);
    wrap(L, "running", running);
    wrap(L, "isyieldable", is_yieldable);
    lua_setfield(L, library, "coroutine");

    // Where Lua's messages look up what a function is called.
    lua_getfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_pushvalue(L, library);
    lua_setfield(L, -2, LUA_GNAME);
    lua_pop(L, 1);
    lua_pushvalue(L, library);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &clua_key_library);
    // An empty table is the environment of every chunk; what it shows and refuses is up to its metatable.
    lua_newtable(L);
    lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    return 0;
}

// Arguments: a function that gets each printed line, and one that answers how much memory is in use.
static int bind_host(lua_State *L) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_key_library);
    lua_pushvalue(L, 1);
    lua_pushcclosure(L, print, 1);
    lua_setfield(L, -2, "print");
    lua_getfield(L, -1, "collectgarbage");
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, collect_garbage, 2);
    lua_setfield(L, -2, "collectgarbage");
    return 0;
}
bool clua_bind_host(lua_State *L) { return clua_protect(L, bind_host, NULL, 2, 0); }

bool clua_push_library(lua_State *L) {
    if (!lua_checkstack(L, 1)) return false;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_key_library);
    return true;
}

// Arguments: a function for unknown globals, one for assignments.
static int set_global_handlers(lua_State *L) {
    lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    lua_createtable(L, 0, 3);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_key_library);
    lua_pushvalue(L, 1);
    lua_pushcclosure(L, clua_index, 2);
    lua_setfield(L, -2, "__index");
    lua_pushvalue(L, 2);
    lua_setfield(L, -2, "__newindex");
    lua_pushliteral(L, "globals");
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
    return 0;
}
bool clua_set_global_handlers(lua_State *L) { return clua_protect(L, set_global_handlers, NULL, 2, 0); }
