// The part of CPython's stable ABI (PEP 384) that a worker uses. Declared here so that building needs no Python headers, and one binary
// serves every Python 3.
#ifndef STABLE_ABI_H
#define STABLE_ABI_H

#include <stddef.h>
#include <stdint.h>

typedef intptr_t Py_ssize_t;
typedef struct object PyObject;
typedef PyObject *(*PyCFunction)(PyObject *, PyObject *);

typedef struct {
    const char *name;
    PyCFunction function;
    int flags;
    const char *documentation;
} PyMethodDef;

typedef struct {
    struct { Py_ssize_t references; void *type; void *init; Py_ssize_t index; PyObject *copy; } base;
    const char *name;
    const char *documentation;
    Py_ssize_t size;
    PyMethodDef *methods;
    void *slots, *traverse, *clear, *release;
} PyModuleDef;

enum { METH_O = 8, PYTHON_API_VERSION = 1013, Py_file_input = 257 };

extern PyObject *PyExc_MemoryError, *PyExc_SyntaxError, *PyExc_SystemExit;
extern PyObject _Py_NoneStruct;

PyObject *PyModule_Create2(PyModuleDef *, int);
PyObject *PyImport_AddModule(const char *);
PyObject *PyImport_GetModule(PyObject *);
PyObject *PyModule_GetDict(PyObject *);
PyObject *Py_CompileString(const char *, const char *, int);
PyObject *PyEval_EvalCode(PyObject *, PyObject *, PyObject *);
PyObject *PyObject_GetAttrString(PyObject *, const char *);
PyObject *PyObject_CallMethod(PyObject *, const char *, const char *, ...);
PyObject *PyObject_CallFunctionObjArgs(PyObject *, ...);
PyObject *PyObject_Str(PyObject *);
PyObject *PyUnicode_DecodeUTF8(const char *, Py_ssize_t, const char *);
PyObject *PyUnicode_FromString(const char *);
PyObject *PySys_GetObject(const char *);
void PySys_FormatStderr(const char *, ...);
PyObject *PyErr_Occurred(void);
int PyErr_ExceptionMatches(PyObject *);
void PyErr_SetString(PyObject *, const char *);
void PyErr_Fetch(PyObject **, PyObject **, PyObject **);
void PyErr_NormalizeException(PyObject **, PyObject **, PyObject **);
void PyErr_Clear(void);
void PyErr_Print(void);
long PyLong_AsLong(PyObject *);

#endif
