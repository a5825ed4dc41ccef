// The order of a table's keys depends on addresses in Lua. Here it is fixed: the list, then the fields in the order the
// host wrote them, then numbers and strings in their order; keys that are tables, functions or objects come last, in any.
#include "internal.h"
#include <stdlib.h>
#include <string.h>

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

static int after_pairs(lua_State *L, int status, lua_KContext context) {
    (void)L, (void)status, (void)context;
    return 3;
}

int clua_ordered_pairs(lua_State *L) {
    luaL_checkany(L, 1);
    if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
        lua_pushvalue(L, 1);
        lua_callk(L, 1, 3, 0, after_pairs); // it may yield
        return 3;
    }
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    clua_push_values(L, 1);
    clua_list_keys(L, 2);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, next_pair, 3);
    lua_insert(L, 1);
    lua_pushnil(L);
    return 3;
}

int clua_ordered_next(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 2);
    clua_push_values(L, 1);
    lua_replace(L, 1);
    size_t count = clua_list_keys(L, 1), i = 1;
    if (!lua_isnil(L, 2)) {
        for (;; i++) {
            if (i > count) return luaL_error(L, "invalid key to 'next'");
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
