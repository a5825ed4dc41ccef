// Reading and writing the stack from Swift.
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

void *clua_object_at(lua_State *L, int index) {
    void **cell = lua_type(L, index) == LUA_TUSERDATA ? lua_touserdata(L, index) : NULL;
    if (!cell || !lua_checkstack(L, 2) || !lua_getmetatable(L, index)) return NULL;
    bool ours = lua_rawgetp(L, -1, &clua_mark_object) != LUA_TNIL;
    lua_pop(L, 2);
    return ours ? *cell : NULL;
}

void *clua_host_function_at(lua_State *L, int index) {
    if (lua_tocfunction(L, index) != clua_trampoline || !lua_checkstack(L, 1)) return NULL;
    lua_getupvalue(L, index, 1);
    void **cell = lua_touserdata(L, -1);
    lua_pop(L, 1);
    return *cell;
}

bool clua_frame_at(lua_State *L, int level, clua_frame *frame) {
    lua_Debug record;
    if (!lua_getstack(L, level, &record) || !lua_getinfo(L, "Sln", &record)) return false;
    *frame = (clua_frame){
        .source = record.source,
        .source_length = record.srclen,
        .line = record.currentline,
        .is_main = strcmp(record.what, "main") == 0,
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

static int push_function(lua_State *L) {
    void *context = lua_touserdata(L, -1);
    void **cell = lua_newuserdatauv(L, sizeof *cell, 0);
    *cell = NULL;
    lua_pushvalue(L, -1);
    lua_pushcclosure(L, clua_trampoline, 1);
    lua_insert(L, -2);
    luaL_setmetatable(L, "clua.cell"); // the key is interned since the state was opened: this cannot fail
    *cell = context;
    lua_pop(L, 1);
    return 1;
}
bool clua_push_function(lua_State *L, void *context) { return clua_protect(L, push_function, context, 0, 1); }

typedef struct {
    int class_id;
    void *object;
    bool consumed;
} object_request;

static int push_object(lua_State *L) {
    object_request *request = lua_touserdata(L, -1);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_key_objects);
    int objects = lua_gettop(L);
    if (lua_rawgetp(L, objects, request->object) != LUA_TNIL) return 1;
    void **cell = lua_newuserdatauv(L, sizeof *cell, 0);
    *cell = NULL;
    lua_rawgeti(L, LUA_REGISTRYINDEX, request->class_id);
    lua_setmetatable(L, -2);
    *cell = request->object; // from here on the collector gives the reference back
    request->consumed = true;
    lua_pushvalue(L, -1);
    lua_rawsetp(L, objects, request->object);
    return 1;
}
bool clua_push_object(lua_State *L, int class_id, void *object, bool *consumed) {
    object_request request = {class_id, object, false};
    bool pushed = clua_protect(L, push_object, &request, 0, 1);
    *consumed = request.consumed;
    return pushed;
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

typedef struct {
    span name;
    int id;
} class_request;

static int release_object(lua_State *L) {
    void **cell = lua_touserdata(L, 1);
    void *object = *cell;
    *cell = NULL;
    if (object) clua_host_of(L)->callbacks.release(object);
    return 0;
}

// Arguments: methods, a function for other keys, one for assignments, one for tostring.
static int define_class(lua_State *L) {
    class_request *request = lua_touserdata(L, -1);
    lua_createtable(L, 0, 8);
    int metatable = lua_gettop(L);
    lua_pushlstring(L, request->name.bytes, request->name.length);
    lua_pushvalue(L, -1);
    lua_setfield(L, metatable, "__name");
    lua_setfield(L, metatable, "__metatable");
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, clua_index, 2);
    lua_setfield(L, metatable, "__index");
    lua_pushvalue(L, 3);
    lua_setfield(L, metatable, "__newindex");
    lua_pushvalue(L, 4);
    lua_setfield(L, metatable, "__tostring");
    lua_pushcfunction(L, release_object);
    lua_setfield(L, metatable, "__gc");
    lua_pushboolean(L, 1);
    lua_rawsetp(L, metatable, &clua_mark_object);
    request->id = luaL_ref(L, LUA_REGISTRYINDEX);
    return 0;
}
bool clua_define_class(lua_State *L, const char *name, size_t length, int *class_id) {
    class_request request = {{name, length}, 0};
    bool defined = clua_protect(L, define_class, &request, 4, 0);
    *class_id = request.id;
    return defined;
}
