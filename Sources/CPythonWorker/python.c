#define _GNU_SOURCE
#include "CPythonWorker.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "SandboxWorker.h"
#include "stable_abi.h"

// What tracebacks call the program.
static const char program_name[] = "program.py";

// Python shows the lines of a traceback from the file. It is there just while the traceback is printed.
static void print_traceback(const char *source, size_t length) {
    int file = open(program_name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    ssize_t written = 0;
    if (file >= 0) written = write(file, source, length), close(file);
    (void)written;  // a full disk only costs the lines
    PyErr_Print();
    if (file >= 0) unlink(program_name);
}

// The exit status that `raise SystemExit(code)` asks for.
static int requested_exit(void) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    PyObject *code = value ? PyObject_GetAttrString(value, "code") : NULL;
    PyErr_Clear();
    if (!code || code == &_Py_NoneStruct) return 0;
    long status = PyLong_AsLong(code);
    if (!PyErr_Occurred()) return (int)(status & 0xff);
    PyErr_Clear();
    PyObject *message = PyObject_Str(code);
    if (message) PySys_FormatStderr("%U\n", message);
    PyErr_Clear();
    return 1;
}

// The exit status of an exception that nobody caught.
static int failed(const char *source, size_t length, sandbox_stage_note *stage) {
    if (PyErr_ExceptionMatches(PyExc_SystemExit)) return requested_exit();
    if (PyErr_ExceptionMatches(PyExc_MemoryError)) *stage = SANDBOX_OUT_OF_MEMORY;
    print_traceback(source, length);
    return 1;
}

static int flushed(const char *name) {
    PyObject *file = PySys_GetObject(name);
    if (!file || file == &_Py_NoneStruct) return 1;
    PyObject *done = PyObject_CallMethod(file, "flush", NULL);
    if (!done) PyErr_Clear();
    return done != NULL;
}

// What an interpreter does when a program ends, but for tearing down its heap, which would cost more than most programs.
static int finished(int status) {
    PyObject *name = PyUnicode_FromString("threading");
    PyObject *threading = name ? PyImport_GetModule(name) : NULL;
    if (threading && !PyObject_CallMethod(threading, "_shutdown", NULL)) PyErr_Print();
    PyErr_Clear();
    name = PyUnicode_FromString("atexit");
    PyObject *atexit = name ? PyImport_GetModule(name) : NULL;
    if (atexit && !PyObject_CallMethod(atexit, "_run_exitfuncs", NULL)) PyErr_Print();
    PyErr_Clear();
    int whole = flushed("stdout");
    flushed("stderr");
    return whole || status != 0 ? status : 120;  // as CPython says that output was lost
}

// What is called with a program's text after the program, or None.
static PyObject *after = &_Py_NoneStruct;

static PyObject *call_after(const char *source, size_t length) {
    if (after == &_Py_NoneStruct) return after;
    PyObject *text = PyUnicode_DecodeUTF8(source, (Py_ssize_t)length, "replace");
    return text ? PyObject_CallFunctionObjArgs(after, text, NULL) : NULL;
}

static int run_python(const char *source, size_t length, sandbox_stage_note *stage) {
    *stage = SANDBOX_COMPILING;
    PyObject *code = NULL;
    if (memchr(source, 0, length)) {
        PyErr_SetString(PyExc_SyntaxError, "source code cannot contain null bytes");
    } else {
        code = Py_CompileString(source, program_name, Py_file_input);
    }
    if (!code) {
        *stage = PyErr_ExceptionMatches(PyExc_MemoryError) ? SANDBOX_OUT_OF_MEMORY : SANDBOX_COMPILE_FAILED;
        PyErr_Print();
        flushed("stderr");
        return 1;
    }
    *stage = SANDBOX_RUNNING;
    PyObject *globals = PyModule_GetDict(PyImport_AddModule("__main__"));
    PyObject *result = PyEval_EvalCode(code, globals, globals);
    if (result) result = call_after(source, length);
    return finished(result ? 0 : failed(source, length, stage));
}

static PyObject *serve(PyObject *module, PyObject *what_follows) {
    (void)module;
    after = what_follows;
    sandbox_serve(run_python);
}

void *PyInit_assay_worker(void) {
    static PyMethodDef methods[] = {
        { "serve", serve, METH_O, "Runs the programs that the supervisor sends, each followed by a call of the argument. Never returns." },
        { 0 },
    };
    static PyModuleDef definition = { .base = { .references = 1 }, .name = "assay_worker", .size = -1, .methods = methods };
    return PyModule_Create2(&definition, PYTHON_API_VERSION);
}
