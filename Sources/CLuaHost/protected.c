// Calls that catch errors but let an interrupt through.
#include "internal.h"

// pcall, xpcall: as Lua's, but an interrupt goes through them.

static int finish_pcall(lua_State *L, int status, lua_KContext skipped) {
    if (status == LUA_OK || status == LUA_YIELD) return lua_gettop(L) - (int)skipped;
    clua_check_interrupt(L);
    lua_pushboolean(L, 0);
    if (status == LUA_ERRMEM) lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_key_memory_message);
    else lua_pushvalue(L, -2);
    return 2;
}

int clua_protected_call(lua_State *L) {
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

int clua_protected_call_with_handler(lua_State *L) {
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
int clua_call_original_checked(lua_State *L) {
    int results = clua_original(L);
    if (!lua_toboolean(L, -results)) clua_check_interrupt(L);
    return results;
}
