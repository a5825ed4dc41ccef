// How a program's process ends as an interpreter would.
#ifndef FINALIZE_H
#define FINALIZE_H

#include "stable_abi.h"

/// Keeps what `python_release_program` needs: the modules that were there before the program, by name, copies of their variables, which it puts
/// back, the functions of `gc` and the type of weak references.
void python_remember(
    PyObject *modules, PyObject *variables, PyObject *get_objects, PyObject *freeze, PyObject *weak_reference);

/// `gc.freeze`, after which the collector does not list all objects any more.
PyObject *python_freeze(PyObject *module, PyObject *unused);

/// Flushes standard output and error, where they are open. Returns 0 when output was lost.
int python_flush(void);

/// Lets go of all that the program made, so that its finalizers run. Nothing can be printed afterwards.
void python_release_program(void);

/// `open`, for which `/dev/stdin`, `/dev/stdout` and `/dev/stderr` are there: they would stand on `/proc`, which no program sees.
PyObject *python_open(PyObject *module, PyObject *arguments, PyObject *named);

/// The function that `python_open` calls.
void python_keep_opener(PyObject *function);

#endif
