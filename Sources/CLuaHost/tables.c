// Tables, and the order of their fields.
#include "internal.h"

typedef struct {
    int list, fields;
} shape;

static int push_table(lua_State *L) {
    shape *sizes = lua_touserdata(L, -1);
    lua_createtable(L, sizes->list, sizes->fields);
    return 1;
}
bool clua_push_table(lua_State *L, int list, int fields) {
    shape argument = {list, fields};
    return clua_protect(L, push_table, &argument, 0, 1);
}

bool clua_push_element(lua_State *L, int table, int64_t i) {
    if (!lua_checkstack(L, 1)) return false;
    lua_rawgeti(L, table, i);
    return true;
}
void clua_get(lua_State *L, int table) { lua_rawget(L, table); }

static int set_element(lua_State *L) {
    int64_t *i = lua_touserdata(L, -1);
    lua_pushvalue(L, 2);
    lua_rawseti(L, 1, *i);
    return 0;
}
bool clua_set_element(lua_State *L, int64_t i) {
    if (!lua_checkstack(L, 1)) return false;
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    return clua_protect(L, set_element, &i, 2, 0);
}

static int set(lua_State *L) {
    lua_settop(L, 3);
    lua_rawset(L, 1);
    return 0;
}
bool clua_set(lua_State *L) {
    if (!lua_checkstack(L, 1)) return false;
    lua_pushvalue(L, -3);
    lua_insert(L, -3);
    return clua_protect(L, set, NULL, 3, 0);
}

static int push_keys(lua_State *L) {
    size_t *count = lua_touserdata(L, -1);
    *count = clua_list_keys(L, 1);
    return 1;
}
bool clua_push_keys(lua_State *L, int table, size_t *count) {
    if (!lua_checkstack(L, 1)) return false;
    lua_pushvalue(L, table);
    return clua_protect(L, push_keys, count, 1, 1);
}

static int set_order(lua_State *L) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_key_order);
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    lua_rawset(L, -3);
    return 0;
}
bool clua_set_order(lua_State *L) {
    if (!lua_checkstack(L, 1)) return false;
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    return clua_protect(L, set_order, NULL, 2, 0);
}
