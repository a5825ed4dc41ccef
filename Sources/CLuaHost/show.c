// How values look. As in Lua, but for what Lua shows by its address, other in each run: tables, functions, threads and
// userdata have numbers, in the order in which they are first shown. A number is never given again.
#include "internal.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

// What Lua's own `luaL_tolstring` shows by its address.
static bool has_address(lua_State *L, int index) {
    switch (lua_type(L, index)) {
    case LUA_TTABLE:
    case LUA_TFUNCTION:
    case LUA_TTHREAD:
    case LUA_TUSERDATA: return true;
    default: return false;
    }
}

static lua_Integer number_of(lua_State *L, int index) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_key_numbers);
    lua_pushvalue(L, index);
    if (lua_rawget(L, -2) == LUA_TNIL) {
        lua_pop(L, 1);
        lua_pushvalue(L, index);
        lua_pushinteger(L, ++clua_host_of(L)->numbered);
        lua_rawset(L, -3);
        lua_pushinteger(L, clua_host_of(L)->numbered);
    }
    lua_Integer number = lua_tointeger(L, -1);
    lua_pop(L, 2);
    return number;
}

void clua_show(lua_State *L, int index) {
    index = lua_absindex(L, index);
    if (!has_address(L, index)) {
        luaL_tolstring(L, index, NULL);
    } else if (luaL_callmeta(L, index, "__tostring")) {
        if (!lua_isstring(L, -1)) luaL_error(L, "'__tostring' must return a string");
    } else {
        int kind = luaL_getmetafield(L, index, "__name");
        const char *name = kind == LUA_TSTRING ? lua_tostring(L, -1) : luaL_typename(L, index);
        lua_pushfstring(L, "%s: %I", name, (LUAI_UACINT)number_of(L, index));
        if (kind != LUA_TNIL) lua_remove(L, -2);
    }
}

int clua_tostring(lua_State *L) {
    luaL_checkany(L, 1);
    clua_show(L, 1);
    return 1;
}

// What `%p` shows: the number of an object, a hash of a string's bytes. (Lua tells long strings of the same bytes apart.)
static void push_identity(lua_State *L, int index) {
    if (has_address(L, index)) {
        lua_pushfstring(L, "%I", (LUAI_UACINT)number_of(L, index));
        return;
    }
    size_t length;
    const char *bytes = lua_tolstring(L, index, &length);
    uint64_t hash = 14695981039346656037u; // FNV-1a
    for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)bytes[i]) * 1099511628211u;
    char text[24];
    snprintf(text, sizeof text, "0x%016llx", (unsigned long long)hash);
    lua_pushstring(L, text);
}

// Whether `%p` may have these modifiers: a minus sign and a width of at most two digits.
static bool pads(const char *from, const char *to) {
    if (from < to && *from == '-') from++;
    return to - from <= 2 && (from == to || *from != '0') && !memchr(from, '.', (size_t)(to - from)) &&
           strspn(from, "0123456789") >= (size_t)(to - from);
}

// string.format: Lua's own, which gets the text of each object in its place.
int clua_format(lua_State *L) {
    size_t length;
    luaL_checklstring(L, 1, &length);
    int count = lua_gettop(L), argument = 1;
    char *format = lua_newuserdatauv(L, length + 1, 0), *end = format + length;
    memcpy(format, lua_tostring(L, 1), length + 1);
    for (char *c = format; c < end; c++) {
        if (*c != '%' || *++c == '%') continue;
        char *modifiers = c;
        while (*c && strchr("-+ #0123456789.", *c)) c++;
        if (++argument > count) break; // Lua says so
        if (*c == 's' && has_address(L, argument)) {
            clua_show(L, argument);
        } else if (*c == 'p' && pads(modifiers, c) && (has_address(L, argument) || lua_type(L, argument) == LUA_TSTRING)) {
            push_identity(L, argument);
            *c = 's';
        } else {
            continue;
        }
        lua_replace(L, argument);
    }
    lua_pushlstring(L, format, length);
    lua_replace(L, 1);
    lua_settop(L, count);
    return clua_original(L);
}
