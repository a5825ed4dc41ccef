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

enum { METH_VARARGS = 1, METH_KEYWORDS = 2, METH_NOARGS = 4, METH_O = 8, PYTHON_API_VERSION = 1013, Py_file_input = 257 };

extern PyObject *PyExc_MemoryError, *PyExc_SyntaxError, *PyExc_SystemExit;
extern PyObject _Py_NoneStruct;

enum { Py_tp_finalize = 80 };
static const unsigned long Py_TPFLAGS_TYPE_SUBCLASS = 1ul << 31;

void Py_IncRef(PyObject *);
void Py_DecRef(PyObject *);
Py_ssize_t PyGC_Collect(void);
int PyGC_Enable(void);
PyObject *PyModule_Create2(PyModuleDef *, int);
PyObject *PyModule_New(const char *);
PyObject *PyModule_GetDict(PyObject *);
PyObject *PyImport_GetModule(PyObject *);
PyObject *PyImport_GetModuleDict(void);
PyObject *Py_CompileString(const char *, const char *, int);
PyObject *PyEval_EvalCode(PyObject *, PyObject *, PyObject *);
PyObject *PyObject_Call(PyObject *, PyObject *, PyObject *);
PyObject *PyObject_CallMethod(PyObject *, const char *, const char *, ...);
PyObject *PyObject_CallFunctionObjArgs(PyObject *, ...);
PyObject *PyObject_GetAttrString(PyObject *, const char *);
int PyObject_IsTrue(PyObject *);
PyObject *PyObject_Str(PyObject *);
PyObject *PyObject_Type(PyObject *);
unsigned long PyType_GetFlags(PyObject *);
void *PyType_GetSlot(PyObject *, int);
int PyType_IsSubtype(PyObject *, PyObject *);
PyObject *PyDict_GetItem(PyObject *, PyObject *);
PyObject *PyDict_GetItemString(PyObject *, const char *);
PyObject *PyDict_Keys(PyObject *);
int PyDict_Next(PyObject *, Py_ssize_t *, PyObject **, PyObject **);
int PyDict_SetItem(PyObject *, PyObject *, PyObject *);
int PyDict_SetItemString(PyObject *, const char *, PyObject *);
Py_ssize_t PyDict_Size(PyObject *);
int PyDict_Update(PyObject *, PyObject *);
int PyList_Append(PyObject *, PyObject *);
PyObject *PyList_AsTuple(PyObject *);
PyObject *PyList_GetItem(PyObject *, Py_ssize_t);
PyObject *PyList_New(Py_ssize_t);
int PyList_SetItem(PyObject *, Py_ssize_t, PyObject *);
Py_ssize_t PyList_Size(PyObject *);
PyObject *PySequence_List(PyObject *);
PyObject *PyTuple_GetItem(PyObject *, Py_ssize_t);
Py_ssize_t PyTuple_Size(PyObject *);
PyObject *PyLong_FromLong(long);
long PyLong_AsLong(PyObject *);
const char *PyUnicode_AsUTF8AndSize(PyObject *, Py_ssize_t *);
PyObject *PyUnicode_DecodeFSDefaultAndSize(const char *, Py_ssize_t);
PyObject *PyUnicode_DecodeUTF8(const char *, Py_ssize_t, const char *);
PyObject *PyUnicode_FromString(const char *);
PyObject *PyWeakref_NewRef(PyObject *, PyObject *);
PyObject *PySys_GetObject(const char *);
int PySys_SetObject(const char *, PyObject *);
void PySys_FormatStderr(const char *, ...);
PyObject *PyErr_Occurred(void);
int PyErr_ExceptionMatches(PyObject *);
void PyErr_SetString(PyObject *, const char *);
void PyErr_Fetch(PyObject **, PyObject **, PyObject **);
void PyErr_NormalizeException(PyObject **, PyObject **, PyObject **);
void PyErr_Clear(void);
void PyErr_Print(void);

#endif
