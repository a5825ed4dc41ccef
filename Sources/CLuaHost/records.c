// Tables of the host's that say so when a script reads a field that is not there, and the one that notes what was read.
#include "internal.h"

// The first of these marks a watched table's metatable, and leads to the table that holds its values.
static const char mark_values, mark_read;
// In a record's metatable it leads to the record's number.
static const char mark_record;

// `__index` of a record: nil for what may be absent and for places in a list, an error for anything else. Upvalues: a table with the names
// that may be absent, and a function that raises, given the key and the list of the keys that are there.
static int record_index(lua_State *L) {
    lua_settop(L, 2);
    lua_pushvalue(L, 2);
    if (lua_type(L, 2) != LUA_TSTRING || lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushvalue(L, lua_upvalueindex(2));
    lua_pushvalue(L, 2);
    clua_list_keys(L, 1);
    lua_call(L, 2, 0);
    return 0;
}

typedef struct {
    const char *name;
    size_t length;
    int id;
} record_request;

// Pushes a metatable that shows a name and cannot be had.
static void push_metatable(lua_State *L, const record_request *request) {
    lua_createtable(L, 0, 6);
    lua_pushlstring(L, request->name, request->length);
    lua_pushvalue(L, -1);
    lua_setfield(L, -3, "__name");
    lua_setfield(L, -2, "__metatable");
}

// Arguments: the table of names that may be absent, the function that raises.
static int define_record(lua_State *L) {
    record_request *request = lua_touserdata(L, -1);
    lua_settop(L, 2);
    push_metatable(L, request);
    lua_insert(L, 1);
    lua_pushcclosure(L, record_index, 2);
    lua_setfield(L, 1, "__index");
    lua_pushvalue(L, 1);
    request->id = luaL_ref(L, LUA_REGISTRYINDEX);
    lua_pushinteger(L, request->id);
    lua_rawsetp(L, 1, &mark_record);
    return 0;
}
bool clua_define_record(lua_State *L, const char *name, size_t length, int *record) {
    record_request request = {name, length, 0};
    bool defined = clua_protect(L, define_record, &request, 2, 0);
    *record = request.id;
    return defined;
}

bool clua_set_record(lua_State *L, int record) {
    if (!lua_checkstack(L, 1)) return false;
    lua_rawgeti(L, LUA_REGISTRYINDEX, record);
    lua_setmetatable(L, -2);
    return true;
}

int clua_record_at(lua_State *L, int index) {
    if (lua_type(L, index) != LUA_TTABLE || !lua_checkstack(L, 2) || !lua_getmetatable(L, index)) return 0;
    lua_rawgetp(L, -1, &mark_record);
    int record = (int)lua_tointeger(L, -1);
    lua_pop(L, 2);
    return record;
}

// `__index` of a watched table. Upvalues: its values, what was read, a function as a record's.
static int watched_index(lua_State *L) {
    lua_settop(L, 2);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) {
        lua_pushvalue(L, 2);
        lua_pushboolean(L, true);
        lua_rawset(L, lua_upvalueindex(2));
        return 1;
    }
    if (lua_type(L, 2) != LUA_TSTRING) return 1;
    lua_pushvalue(L, lua_upvalueindex(3));
    lua_pushvalue(L, 2);
    clua_list_keys(L, lua_upvalueindex(1));
    lua_call(L, 2, 0);
    return 0;
}

// `__newindex` of a watched table. Upvalues: its values, a function that is told of each assignment and may raise.
static int watched_assignment(lua_State *L) {
    lua_settop(L, 3);
    lua_pushvalue(L, lua_upvalueindex(2));
    lua_pushvalue(L, 2);
    lua_call(L, 1, 0);
    lua_rawset(L, lua_upvalueindex(1));
    return 0;
}

// Arguments: the table of values, the one for what is read, the function that raises, the one told of assignments.
static int make_watched(lua_State *L) {
    record_request *request = lua_touserdata(L, -1);
    lua_settop(L, 4);
    lua_newtable(L);
    push_metatable(L, request);
    lua_pushvalue(L, 1);
    lua_rawsetp(L, -2, &mark_values);
    lua_pushvalue(L, 2);
    lua_rawsetp(L, -2, &mark_read);
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    lua_pushvalue(L, 3);
    lua_pushcclosure(L, watched_index, 3);
    lua_setfield(L, -2, "__index");
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 4);
    lua_pushcclosure(L, watched_assignment, 2);
    lua_setfield(L, -2, "__newindex");
    lua_setmetatable(L, -2);
    return 1;
}
bool clua_watch(lua_State *L, const char *name, size_t length) {
    record_request request = {name, length, 0};
    return clua_protect(L, make_watched, &request, 4, 1);
}

void clua_push_values(lua_State *L, int table) {
    lua_pushvalue(L, table);
    if (!lua_getmetatable(L, table)) return;
    if (lua_rawgetp(L, -1, &mark_values) == LUA_TNIL) {
        lua_pop(L, 2);
        return;
    }
    // All of it is read.
    lua_rawgetp(L, -2, &mark_read);
    lua_pushboolean(L, true);
    lua_pushboolean(L, true);
    lua_rawset(L, -3);
    lua_pop(L, 1);
    lua_replace(L, -3);
    lua_pop(L, 1);
}

static int push_plain(lua_State *L) {
    clua_push_values(L, 1);
    return 1;
}
bool clua_push_plain(lua_State *L, int table) {
    if (!lua_checkstack(L, 1)) return false;
    lua_pushvalue(L, table);
    return clua_protect(L, push_plain, NULL, 1, 1);
}

// rawget, rawlen and rawset: as Lua's, on what a watched table stands for.
int clua_raw_read(lua_State *L) {
    if (lua_type(L, 1) == LUA_TTABLE) {
        clua_push_values(L, 1);
        lua_replace(L, 1);
    }
    return clua_original(L);
}
int clua_raw_assignment(lua_State *L) {
    int count = lua_gettop(L);
    bool watched = lua_type(L, 1) == LUA_TTABLE && lua_getmetatable(L, 1) && lua_rawgetp(L, -1, &mark_values) != LUA_TNIL;
    lua_settop(L, count);
    if (!watched || count < 3) return clua_original(L);
    lua_settop(L, 3);
    lua_settable(L, 1);
    return 1;
}
