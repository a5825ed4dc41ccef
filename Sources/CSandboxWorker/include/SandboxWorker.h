// The half of a worker that does not know which language it runs: it confines itself, then forks for every program it is sent.
#ifndef SANDBOX_WORKER_H
#define SANDBOX_WORKER_H

#include <stddef.h>

#include "SandboxProtocol.h"

/// Where the program's process notes how far it came.
typedef volatile enum sandbox_stage sandbox_stage_note;

/// Runs a program and returns its exit status. Called in a fresh process with the program's own stdin, stdout and stderr as 0, 1 and 2.
typedef int sandbox_program(const char *source, size_t length, sandbox_stage_note *stage);

/// Serves requests until the supervisor closes its end. Never returns.
_Noreturn void sandbox_serve(sandbox_program *run);

/// Moves the interpreter's code to huge pages, which a fork shares without faulting them in one by one. Costs nothing where there are none.
void sandbox_map_code_once(void);

/// What the supervisor said that programs may use.
const struct sandbox_limits *sandbox_limits_in_force(void);

/// Serves requests whose programs are executable files for this machine: they take the place of the process.
_Noreturn void sandbox_serve_executables(void);

// What a program is given beside its text and input, see extras.c.

/// Reads it, and puts the files into the working directory. In the worker.
void sandbox_open_extras(int file);

/// Takes the arguments into the program's own memory. In the program's process.
void sandbox_take_arguments(void);

/// Takes the files away again. In the worker.
void sandbox_close_extras(void);

/// The program's arguments without its name, and how many there are. Each ends with a NUL.
char *const *sandbox_arguments(size_t *count);

// Parts of it, see confine.c.

/// Lowers this process's limits for good, and allows only the system calls that programs need.
void sandbox_confine(const struct sandbox_limits *limits);

/// Replaces the program's process by an executable file. Returns only when it failed. What then runs cannot do the same: see replace.c.
void sandbox_replace_program(int file, sandbox_stage_note *stage);

/// The number that an execveat must carry in its sixth argument, which the system call does not use; 0 when none may pass.
uint64_t sandbox_replacement_secret(void);

/// Forks a process, which is number SANDBOX_PROGRAM when the worker has a namespace of its own. The only way to: the filter refuses every other.
int sandbox_fork(void);

/// Where there is no namespace: has the calling program die with its worker, and signal nobody but itself.
void sandbox_confine_signals(void);

/// The process number of every program in a namespace: the filter lets a program signal only this one, which is itself.
enum { SANDBOX_PROGRAM = 2 };

#endif
