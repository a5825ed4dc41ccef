// The libraries that scripts see: Lua's own, less what reaches outside, with the few functions that would swallow an
// interrupt, run for ever without a look at it, or depend on addresses replaced.
#include "internal.h"
#include <stdlib.h>
#include <string.h>

int clua_index(lua_State *L) {
    lua_settop(L, 2);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
    lua_pushvalue(L, lua_upvalueindex(2));
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    lua_call(L, 2, 1);
    return 1;
}

// pcall, xpcall: as Lua's, but an interrupt goes through them.

static int finish_pcall(lua_State *L, int status, lua_KContext skipped) {
    if (status == LUA_OK || status == LUA_YIELD) return lua_gettop(L) - (int)skipped;
    clua_check_interrupt(L);
    lua_pushboolean(L, 0);
    if (status == LUA_ERRMEM) lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_key_memory_message);
    else lua_pushvalue(L, -2);
    return 2;
}

static int protected_call(lua_State *L) {
    luaL_checkany(L, 1);
    clua_check_interrupt(L);
    lua_pushboolean(L, 1);
    lua_insert(L, 1);
    int status = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, 0, finish_pcall);
    return finish_pcall(L, status, 0);
}

// A handler runs with hooks off when the error comes from the hook: after an interrupt the script's own must not run.
static int guarded_handler(lua_State *L) {
    if (clua_flag_get(clua_host_of(L)->interrupt)) return 1;
    lua_settop(L, 1);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, 1, 1);
    return 1;
}

static int protected_call_with_handler(lua_State *L) {
    int count = lua_gettop(L);
    luaL_checktype(L, 2, LUA_TFUNCTION);
    clua_check_interrupt(L);
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, guarded_handler, 1);
    lua_replace(L, 2);
    lua_pushboolean(L, 1);
    lua_pushvalue(L, 1);
    lua_rotate(L, 3, 2);
    int status = lua_pcallk(L, count - 2, LUA_MULTRET, 2, 2, finish_pcall);
    return finish_pcall(L, status, 2);
}

// coroutine.resume and coroutine.close: the original, then a look at the flag if it reports an error.
static int call_original_checked(lua_State *L) {
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    if (!lua_toboolean(L, 1)) clua_check_interrupt(L);
    return lua_gettop(L);
}

// A finalizer runs with hooks off, so one that loops could never be stopped.
static int set_metatable(lua_State *L) {
    if (lua_type(L, 2) == LUA_TTABLE) {
        lua_pushliteral(L, "__gc");
        if (lua_rawget(L, 2) != LUA_TNIL)
            return luaL_error(L, "finalizers (__gc) are not available to scripts; use a <close> variable");
        lua_pop(L, 1);
    }
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, 1);
    return 1;
}

// The order of a table's keys depends on addresses in Lua. Here it is fixed: the list, then the fields in the order the
// host wrote them, then numbers and strings in their order; keys that are tables, functions or objects come last, in any.

typedef struct {
    int rank; // 1 numbers, 2 strings, 3 booleans, 4 the rest
    double number;
    const char *bytes;
    size_t length;
    lua_Integer position; // in the unsorted list
} sort_key;

static int compare_keys(const void *left, const void *right) {
    const sort_key *a = left, *b = right;
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    if (a->rank == 1 && a->number != b->number) return a->number < b->number ? -1 : 1;
    if (a->rank == 2) {
        int order = memcmp(a->bytes, b->bytes, a->length < b->length ? a->length : b->length);
        if (order != 0) return order;
        if (a->length != b->length) return a->length < b->length ? -1 : 1;
    }
    return (a->position > b->position) - (a->position < b->position);
}

size_t clua_list_keys(lua_State *L, int table) {
    lua_Integer list = (lua_Integer)lua_rawlen(L, table), count = 0;
    lua_createtable(L, (int)(list < 1 << 20 ? list : 1 << 20), 0);
    int keys = lua_gettop(L);
    for (lua_Integer i = 1; i <= list; i++) {
        lua_pushinteger(L, i);
        lua_rawseti(L, keys, ++count);
    }
    // Fields in the order the host wrote them.
    lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_key_order);
    lua_pushvalue(L, table);
    lua_rawget(L, -2);
    lua_newtable(L);
    int order = lua_gettop(L) - 1, seen = lua_gettop(L);
    if (lua_istable(L, order)) {
        for (lua_Integer i = 1; lua_rawgeti(L, order, i) != LUA_TNIL; i++) {
            lua_pushvalue(L, -1);
            bool present = lua_rawget(L, table) != LUA_TNIL;
            lua_pop(L, 1);
            if (!present) {
                lua_pop(L, 1);
                continue;
            }
            lua_pushvalue(L, -1);
            lua_rawseti(L, keys, ++count);
            lua_pushboolean(L, 1);
            lua_rawset(L, seen);
        }
        lua_pop(L, 1);
    }
    // The rest, unsorted and then sorted.
    lua_newtable(L);
    int rest = lua_gettop(L);
    lua_Integer unsorted = 0;
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        if (lua_isinteger(L, -2) && lua_tointeger(L, -2) >= 1 && lua_tointeger(L, -2) <= list) continue;
        lua_pushvalue(L, -2);
        if (lua_rawget(L, seen) == LUA_TNIL) {
            lua_pushvalue(L, -3);
            lua_rawseti(L, rest, ++unsorted);
        }
        lua_pop(L, 1);
    }
    if (unsorted > 0) {
        sort_key *sorted = lua_newuserdatauv(L, (size_t)unsorted * sizeof *sorted, 0);
        for (lua_Integer i = 0; i < unsorted; i++) {
            sort_key key = {.rank = 4, .position = i + 1};
            switch (lua_rawgeti(L, rest, i + 1)) {
            case LUA_TNUMBER: key.rank = 1, key.number = lua_tonumber(L, -1); break;
            case LUA_TSTRING: key.rank = 2, key.bytes = lua_tolstring(L, -1, &key.length); break;
            case LUA_TBOOLEAN: key.rank = 3, key.position = lua_toboolean(L, -1); break;
            }
            if (key.rank == 3) key.number = (double)(i + 1);
            sorted[i] = key;
            lua_pop(L, 1);
        }
        qsort(sorted, (size_t)unsorted, sizeof *sorted, compare_keys);
        for (lua_Integer i = 0; i < unsorted; i++) {
            lua_rawgeti(L, rest, sorted[i].rank == 3 ? (lua_Integer)sorted[i].number : sorted[i].position);
            lua_rawseti(L, keys, ++count);
        }
    }
    lua_settop(L, keys);
    return (size_t)count;
}

static int next_pair(lua_State *L) {
    for (;;) {
        lua_Integer i = lua_tointeger(L, lua_upvalueindex(3)) + 1;
        lua_pushinteger(L, i);
        lua_replace(L, lua_upvalueindex(3));
        lua_settop(L, 0);
        if (lua_rawgeti(L, lua_upvalueindex(2), i) == LUA_TNIL) return 1;
        lua_pushvalue(L, 1);
        if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 2; // else removed during the loop
    }
}

static int ordered_pairs(lua_State *L) {
    luaL_checkany(L, 1);
    if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
        lua_pushvalue(L, 1);
        lua_call(L, 1, 3);
        return 3;
    }
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    clua_list_keys(L, 1);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, next_pair, 3);
    return 1;
}

static int ordered_next(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 2);
    size_t count = clua_list_keys(L, 1), i = 1;
    if (!lua_isnil(L, 2)) {
        for (;; i++) {
            if (i > count) return luaL_error(L, "next: this key is not in the table");
            lua_rawgeti(L, 3, (lua_Integer)i);
            bool found = lua_rawequal(L, -1, 2);
            lua_pop(L, 1);
            if (found) break;
        }
        i++;
    }
    if (lua_rawgeti(L, 3, (lua_Integer)i) == LUA_TNIL) return 1;
    lua_pushvalue(L, -1);
    lua_rawget(L, 1);
    return 2;
}

// print: the upvalue is the host's sink for one line.
static int print(lua_State *L) {
    int count = lua_gettop(L);
    luaL_Buffer line;
    luaL_buffinit(L, &line);
    for (int i = 1; i <= count; i++) {
        if (i > 1) luaL_addchar(&line, '\t');
        luaL_tolstring(L, i, NULL);
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
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, 1);
    return 1;
}

static int collect_garbage(lua_State *L) {
    static const char *const options[] = {"collect", "count", NULL};
    if (luaL_checkoption(L, 1, "collect", options) == 0) lua_gc(L, LUA_GCCOLLECT);
    lua_pushnumber(L, (lua_Number)clua_host_memory_used(clua_host_of(L)) / 1024);
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
    static const char *const kept[] = {"assert", "error",  "getmetatable", "ipairs",   "rawequal", "rawget",  "rawlen",
                                       "rawset", "select", "setmetatable", "tonumber", "tostring", "type",    "_VERSION"};
    static const luaL_Reg own[] = {{"pcall", protected_call},         {"xpcall", protected_call_with_handler},
                                   {"pairs", ordered_pairs},          {"next", ordered_next},
                                   {"collectgarbage", collect_garbage}, {NULL, NULL}};
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

    luaL_requiref(L, "table", luaopen_table, 0);
    wrap(L, "move", move);
    lua_setfield(L, library, "table");
    luaL_requiref(L, "string", luaopen_string, 0);
    drop(L, "dump");
    wrap(L, "rep", repeat);
    lua_setfield(L, library, "string");
    luaL_requiref(L, "math", luaopen_math, 0);
    drop(L, "random");
    drop(L, "randomseed");
    lua_setfield(L, library, "math");
    luaL_requiref(L, "utf8", luaopen_utf8, 0);
    lua_setfield(L, library, "utf8");
    luaL_requiref(L, "coroutine", luaopen_coroutine, 0);
    wrap(L, "resume", call_original_checked);
    wrap(L, "close", call_original_checked);
    lua_setfield(L, library, "coroutine");

    lua_pushvalue(L, library);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &clua_key_library);
    // An empty table is the environment of every chunk; what it shows and refuses is up to its metatable.
    lua_newtable(L);
    lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    return 0;
}

static int bind_print(lua_State *L) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_key_library);
    lua_pushvalue(L, 1);
    lua_pushcclosure(L, print, 1);
    lua_setfield(L, -2, "print");
    return 0;
}
bool clua_bind_print(lua_State *L) { return clua_protect(L, bind_print, NULL, 1, 0); }
