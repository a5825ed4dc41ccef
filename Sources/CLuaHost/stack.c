// Reading the stack; pushing scalars, strings and errors; references from Swift.
#include "internal.h"
#include <string.h>

int clua_top(lua_State *L) { return lua_gettop(L); }
void clua_set_top(lua_State *L, int top) { lua_settop(L, top); }

clua_kind clua_kind_at(lua_State *L, int index) {
    switch (lua_type(L, index)) {
    case LUA_TNONE:
    case LUA_TNIL: return CLUA_NIL;
    case LUA_TBOOLEAN: return CLUA_BOOLEAN;
    case LUA_TNUMBER: return lua_isinteger(L, index) ? CLUA_INTEGER : CLUA_NUMBER;
    case LUA_TSTRING: return CLUA_STRING;
    case LUA_TTABLE: return CLUA_TABLE;
    case LUA_TFUNCTION: return CLUA_FUNCTION;
    case LUA_TUSERDATA: return clua_object_at(L, index) ? CLUA_OBJECT : CLUA_OTHER;
    default: return CLUA_OTHER;
    }
}

bool clua_boolean_at(lua_State *L, int index) { return lua_toboolean(L, index); }
int64_t clua_integer_at(lua_State *L, int index) { return lua_tointegerx(L, index, NULL); }
double clua_number_at(lua_State *L, int index) { return lua_tonumberx(L, index, NULL); }
size_t clua_length_at(lua_State *L, int index) { return lua_rawlen(L, index); }
const char *clua_type_name_at(lua_State *L, int index) { return lua_typename(L, lua_type(L, index)); }

const char *clua_bytes_at(lua_State *L, int index, size_t *length) {
    *length = 0;
    // lua_tolstring converts numbers in place, which allocates.
    return lua_type(L, index) == LUA_TSTRING ? lua_tolstring(L, index, length) : "";
}

bool clua_frame_at(lua_State *L, int level, clua_frame *frame) {
    lua_Debug record;
    if (!lua_getstack(L, level, &record) || !lua_checkstack(L, 1) || !lua_getinfo(L, "Slnf", &record)) return false;
    bool is_running = lua_topointer(L, -1) == clua_host_of(L)->running;
    lua_pop(L, 1);
    *frame = (clua_frame){
        .source = record.source,
        .source_length = record.srclen,
        .line = record.currentline,
        .is_main = strcmp(record.what, "main") == 0 || is_running,
        .name = record.name,
    };
    strncpy(frame->short_source, record.short_src, sizeof frame->short_source - 1);
    return true;
}

bool clua_push_nil(lua_State *L) {
    if (!lua_checkstack(L, 1)) return false;
    lua_pushnil(L);
    return true;
}
bool clua_push_boolean(lua_State *L, bool value) {
    if (!lua_checkstack(L, 1)) return false;
    lua_pushboolean(L, value);
    return true;
}
bool clua_push_integer(lua_State *L, int64_t value) {
    if (!lua_checkstack(L, 1)) return false;
    lua_pushinteger(L, value);
    return true;
}
bool clua_push_number(lua_State *L, double value) {
    if (!lua_checkstack(L, 1)) return false;
    lua_pushnumber(L, value);
    return true;
}
bool clua_push_copy(lua_State *L, int index) {
    if (!lua_checkstack(L, 1)) return false;
    lua_pushvalue(L, index);
    return true;
}
bool clua_push_memory_error(lua_State *L) {
    if (!lua_checkstack(L, 1)) lua_settop(L, 0);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_key_memory_message);
    return true;
}
bool clua_push_interrupt(lua_State *L) {
    if (!lua_checkstack(L, 1)) lua_settop(L, 0);
    lua_pushlightuserdata(L, (void *)&clua_mark_interrupt);
    return true;
}

typedef struct {
    const void *bytes;
    size_t length;
} span;

static int push_bytes(lua_State *L) {
    span *bytes = lua_touserdata(L, -1);
    lua_pushlstring(L, bytes->bytes, bytes->length);
    return 1;
}
bool clua_push_bytes(lua_State *L, const void *bytes, size_t length) {
    span argument = {length ? bytes : "", length};
    return clua_protect(L, push_bytes, &argument, 0, 1);
}

typedef struct {
    span message;
    lua_State *raiser; // the stack that the error is raised on; `L` itself runs the protected helper
} error_message;

static int push_error(lua_State *L) {
    error_message *error = lua_touserdata(L, -1);
    lua_Debug record;
    lua_pushliteral(L, "");
    // Level 0 is this helper, 1 the host function.
    for (int level = 1; lua_getstack(error->raiser, level, &record); level++) {
        lua_getinfo(error->raiser, "Sl", &record);
        if (record.currentline <= 0) continue;
        lua_pushfstring(L, "%s:%d: ", record.short_src, record.currentline);
        break;
    }
    lua_pushlstring(L, error->message.bytes, error->message.length);
    lua_concat(L, 2);
    return 1;
}
bool clua_push_error(lua_State *L, const void *bytes, size_t length) {
    error_message argument = {{length ? bytes : "", length}, L};
    return clua_protect(L, push_error, &argument, 0, 1);
}

static int reference(lua_State *L) {
    int *result = lua_touserdata(L, -1);
    lua_pushvalue(L, 1);
    *result = luaL_ref(L, LUA_REGISTRYINDEX);
    return 0;
}
bool clua_reference(lua_State *L, int *result) { return clua_protect(L, reference, result, 1, 0); }

bool clua_push_reference(lua_State *L, int reference) {
    if (!lua_checkstack(L, 1)) return false;
    lua_rawgeti(L, LUA_REGISTRYINDEX, reference);
    return true;
}

static int release_reference(lua_State *L) {
    luaL_unref(L, LUA_REGISTRYINDEX, *(int *)lua_touserdata(L, -1));
    return 0;
}
void clua_release_reference(lua_State *L, int reference) {
    clua_protect(L, release_reference, &reference, 0, 0);
}
