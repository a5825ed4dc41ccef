// The wall between Lua and Swift.
//
// A Lua error is a longjmp, and a longjmp over a Swift frame is undefined. So Swift never sees lua.h: it sees this file,
// where no function raises. What can raise or allocate runs in protected mode and answers false when memory ran out; a
// Swift host function returns an outcome, and the trampoline in C raises after the Swift frame is gone.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct lua_State lua_State;
typedef struct clua_host clua_host;
typedef struct clua_flag clua_flag;

/// What a stack slot holds.
typedef enum __attribute__((enum_extensibility(closed))) clua_kind {
    CLUA_NIL __attribute__((swift_name("none"))),
    CLUA_BOOLEAN __attribute__((swift_name("boolean"))),
    CLUA_INTEGER __attribute__((swift_name("integer"))),
    CLUA_NUMBER __attribute__((swift_name("number"))),
    CLUA_STRING __attribute__((swift_name("string"))),
    CLUA_TABLE __attribute__((swift_name("table"))),
    CLUA_FUNCTION __attribute__((swift_name("function"))),
    CLUA_OBJECT __attribute__((swift_name("object"))), ///< a userdata that holds a Swift object
    CLUA_OTHER __attribute__((swift_name("other"))),
} clua_kind;

/// How a call or a load ended. Unless it is `ok`, one error value is on top of the stack.
typedef enum __attribute__((enum_extensibility(closed))) clua_status {
    CLUA_OK __attribute__((swift_name("ok"))),
    CLUA_FAILED __attribute__((swift_name("failed"))),
    CLUA_INTERRUPTED __attribute__((swift_name("interrupted"))),
    CLUA_OUT_OF_MEMORY __attribute__((swift_name("outOfMemory"))),
} clua_status;

/// How a host function ended: `count` results are on top of the stack, or, if negative, the error value is.
typedef struct clua_outcome {
    int count;
} clua_outcome;

/// What Swift does for the wall. None of these may raise.
typedef struct clua_callbacks {
    /// Calls the host function behind `context`.
    clua_outcome (*_Nonnull call)(lua_State *_Nonnull L, void *_Nonnull context);
    /// Gives back one reference to a host function or an object.
    void (*_Nonnull release)(void *_Nonnull context);
    /// An error is on top of the stack and the failing frames are still there to be read.
    void (*_Nonnull failed)(lua_State *_Nonnull L, void *_Nonnull owner);
} clua_callbacks;

/// One frame of a call stack.
typedef struct clua_frame {
    const char *_Nullable source; ///< the chunk's name, with the leading '@' or '='
    size_t source_length;
    char short_source[64]; ///< as Lua's own messages spell it
    int line;              ///< the line being run, or -1 outside Lua code
    bool is_main;          ///< whether it is a chunk, or a cell, rather than a function
    const char *_Nullable name;
} clua_frame;

// A flag that any thread, or a signal handler, may set.
clua_flag *_Nullable clua_flag_create(void);
void clua_flag_destroy(clua_flag *_Nonnull flag);
void clua_flag_set(clua_flag *_Nonnull flag, bool value);
bool clua_flag_get(const clua_flag *_Nonnull flag);

/// Makes a state that may hold `cap` bytes, with the sandboxed libraries and strict globals. NULL when `cap` is too small.
clua_host *_Nullable clua_host_create(
    size_t cap, clua_flag *_Nonnull interrupt, clua_callbacks callbacks, void *_Nonnull owner);
void clua_host_destroy(clua_host *_Nonnull host);
lua_State *_Nonnull clua_host_main(clua_host *_Nonnull host);
size_t clua_host_memory_used(const clua_host *_Nonnull host);
void *_Nonnull clua_owner(lua_State *_Nonnull L);

// Reading. Indices are absolute; none of these allocates.
int clua_top(lua_State *_Nonnull L);
void clua_set_top(lua_State *_Nonnull L, int top);
clua_kind clua_kind_at(lua_State *_Nonnull L, int index);
bool clua_boolean_at(lua_State *_Nonnull L, int index);
int64_t clua_integer_at(lua_State *_Nonnull L, int index);
double clua_number_at(lua_State *_Nonnull L, int index);
/// The bytes of a string. They live as long as the slot does.
const char *_Nonnull clua_bytes_at(lua_State *_Nonnull L, int index, size_t *_Nonnull length);
/// The Swift object in a userdata, or NULL.
void *_Nullable clua_object_at(lua_State *_Nonnull L, int index);
/// The host function behind a Lua function, or NULL when it is not one.
void *_Nullable clua_host_function_at(lua_State *_Nonnull L, int index);
const char *_Nonnull clua_type_name_at(lua_State *_Nonnull L, int index);
size_t clua_length_at(lua_State *_Nonnull L, int index);
bool clua_frame_at(lua_State *_Nonnull L, int level, clua_frame *_Nonnull frame);

// Pushing. False: not enough memory, nothing was pushed.
bool clua_push_nil(lua_State *_Nonnull L);
bool clua_push_boolean(lua_State *_Nonnull L, bool value);
bool clua_push_integer(lua_State *_Nonnull L, int64_t value);
bool clua_push_number(lua_State *_Nonnull L, double value);
bool clua_push_bytes(lua_State *_Nonnull L, const void *_Nullable bytes, size_t length);
bool clua_push_table(lua_State *_Nonnull L, int list, int fields);
bool clua_push_copy(lua_State *_Nonnull L, int index);
/// Pushes a message with the position of the script's innermost line before it.
bool clua_push_error(lua_State *_Nonnull L, const void *_Nullable bytes, size_t length);
/// Pushes the static message for when there is no memory to make any other.
bool clua_push_memory_error(lua_State *_Nonnull L);
/// Pushes the value that stands for an interrupt.
bool clua_push_interrupt(lua_State *_Nonnull L);
/// Pushes a function that calls Swift. Takes over the caller's reference to `context` only if it succeeds.
bool clua_push_function(lua_State *_Nonnull L, void *_Nonnull context);
/// Pushes the userdata of an object, the same one as long as it lives. `consumed` says whether it took over the
/// caller's reference.
bool clua_push_object(lua_State *_Nonnull L, int class_id, void *_Nonnull object, bool *_Nonnull consumed);

// Tables. All access is raw.
/// Pushes `table[i]`.
bool clua_push_element(lua_State *_Nonnull L, int table, int64_t i);
/// Pops a key and pushes `table[key]`.
void clua_get(lua_State *_Nonnull L, int table);
/// Pops a value: `table[i] = value`, where the table lies under it.
bool clua_set_element(lua_State *_Nonnull L, int64_t i);
/// Pops a value and a key: `table[key] = value`, where the table lies under them.
bool clua_set(lua_State *_Nonnull L);
/// Pushes the list of the table's keys in their fixed order, and says how many there are.
bool clua_push_keys(lua_State *_Nonnull L, int table, size_t *_Nonnull count);
/// Pops a list of keys and makes it the order of the table under it.
bool clua_set_order(lua_State *_Nonnull L);
/// Pushes the table, or the one that holds the values of a watched table: to be read as a whole.
bool clua_push_plain(lua_State *_Nonnull L, int table);
/// Pops a table with the names that a record's table may lack, and a function that raises, given the key that a script read and the list of
/// those that are there; defines a record.
bool clua_define_record(
    lua_State *_Nonnull L, const char *_Nonnull name, size_t length, int *_Nonnull record);
/// The record that the table is one of, or 0.
int clua_record_at(lua_State *_Nonnull L, int index);
/// Makes the table on top of the stack one of the record.
bool clua_set_record(lua_State *_Nonnull L, int record);
/// Pops a table of values, a table that will hold the keys that were read (and `true`, once it was read as a whole), a function as a
/// record's, and one that is told of each assignment and may raise. Pushes the table that scripts see in place of the values.
bool clua_watch(lua_State *_Nonnull L, const char *_Nonnull name, size_t length);
/// Pushes the table of what scripts see as globals.
bool clua_push_library(lua_State *_Nonnull L);
/// Pops a function that answers how much memory is in use, given Lua's own number of KiB, and one that gets each printed line; defines
/// `print` and `collectgarbage`.
bool clua_bind_host(lua_State *_Nonnull L);
/// Pops the function that is asked for a global nobody defined, and the one told of an assignment.
bool clua_set_global_handlers(lua_State *_Nonnull L);

// References from Swift to Lua values.
/// Pops a value and keeps it.
bool clua_reference(lua_State *_Nonnull L, int *_Nonnull reference);
bool clua_push_reference(lua_State *_Nonnull L, int reference);
void clua_release_reference(lua_State *_Nonnull L, int reference);

/// Pops a table of methods, a function asked for any other key, one told of an assignment, one for tostring, and one for the length or nil.
bool clua_define_class(
    lua_State *_Nonnull L, const char *_Nonnull name, size_t length, int *_Nonnull class_id);

/// Pops a function K and a function F: the upvalue `name` of F becomes the first upvalue of K, or what K returns if it has none,
/// as a function that returns a constant has not. Nothing happens where F has no such upvalue.
bool clua_share_upvalue(lua_State *_Nonnull L, const char *_Nonnull name);

/// Compiles text (never bytecode) and pushes the function.
clua_status clua_load(
    lua_State *_Nonnull L, const char *_Nonnull text, size_t length, const char *_Nonnull chunk_name);
/// Pops a function and its arguments, pushes all results.
clua_status clua_call(lua_State *_Nonnull L, int arguments);
/// Pops a function from the main stack and runs it on a stack of its own, which is kept for reading: `results` values
/// lie on top of it, or the error value if it fails.
clua_status clua_run(clua_host *_Nonnull host, lua_State *_Nullable *_Nonnull thread, int *_Nonnull results);
/// Forgets the stack of the last `clua_run`.
void clua_run_end(clua_host *_Nonnull host, lua_State *_Nullable thread, bool close);
void clua_collect(lua_State *_Nonnull L);
