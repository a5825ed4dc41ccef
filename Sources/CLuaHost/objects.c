// Swift functions and objects as values of Lua's: userdata that hold a reference until the collector gives it back.
#include "internal.h"
#include <string.h>

int clua_release_cell(lua_State *L) {
    void **cell = lua_touserdata(L, 1);
    void *context = *cell;
    *cell = NULL;
    if (context) clua_host_of(L)->callbacks.release(context);
    return 0;
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

static int share_upvalue(lua_State *L) {
    const char *name = lua_touserdata(L, -1), *found;
    lua_settop(L, 2);
    for (int i = 1; (found = lua_getupvalue(L, 1, i)); i++) {
        lua_pop(L, 1);
        if (strcmp(found, name) != 0) continue;
        if (lua_getupvalue(L, 2, 1)) {
            lua_upvaluejoin(L, 1, i, 2, 1);
        } else {
            lua_call(L, 0, 1);
            lua_setupvalue(L, 1, i);
        }
        return 0;
    }
    return 0;
}
bool clua_share_upvalue(lua_State *L, const char *name) {
    return clua_protect(L, share_upvalue, (void *)name, 2, 0);
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

typedef struct {
    const char *name;
    size_t length;
    int id;
} class_request;

// Arguments: methods, a function for other keys, one for assignments, one for tostring, one for the length or nil.
static int define_class(lua_State *L) {
    class_request *request = lua_touserdata(L, -1);
    lua_createtable(L, 0, 8);
    int metatable = lua_gettop(L);
    lua_pushlstring(L, request->name, request->length);
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
    lua_pushvalue(L, 5);
    lua_setfield(L, metatable, "__len");
    lua_pushcfunction(L, clua_release_cell);
    lua_setfield(L, metatable, "__gc");
    lua_pushboolean(L, 1);
    lua_rawsetp(L, metatable, &clua_mark_object);
    request->id = luaL_ref(L, LUA_REGISTRYINDEX);
    return 0;
}
bool clua_define_class(lua_State *L, const char *name, size_t length, int *class_id) {
    class_request request = {name, length, 0};
    bool defined = clua_protect(L, define_class, &request, 5, 0);
    *class_id = request.id;
    return defined;
}

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
