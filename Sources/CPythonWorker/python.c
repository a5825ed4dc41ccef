#define _GNU_SOURCE
#include "CPythonWorker.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "SandboxWorker.h"
#include "finalize.h"
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
    // The frames that it left hold what has yet to be finalized.
    Py_DecRef(type), Py_DecRef(value), Py_DecRef(traceback);
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

static void call(const char *module_name, const char *function) {
    PyObject *name = PyUnicode_FromString(module_name);
    PyObject *module = name ? PyImport_GetModule(name) : NULL;
    PyObject *done = module ? PyObject_CallMethod(module, function, NULL) : NULL;
    if (module && !done) PyErr_Print();
    PyErr_Clear();
    Py_DecRef(done), Py_DecRef(module), Py_DecRef(name);
}

// What an interpreter does when a program ends: its finalizers run, and what they print counts. See finalize.c.
static int finished(int status) {
    call("threading", "_shutdown");
    call("atexit", "_run_exitfuncs");
    int whole = python_flush();
    python_release_program();
    return whole || status != 0 ? status : 120;  // as CPython says that output was lost
}

// What is called with a program's text and variables after the program, or None.
static PyObject *after = &_Py_NoneStruct;
// What the module of a program starts with.
static PyObject *beginning;
// Where the program's process notes how it ended.
static sandbox_stage_note *noted;

static PyObject *call_after(const char *source, size_t length, PyObject *globals) {
    if (after == &_Py_NoneStruct) return after;
    PyObject *text = PyUnicode_DecodeUTF8(source, (Py_ssize_t)length, "replace");
    return text ? PyObject_CallFunctionObjArgs(after, text, globals, NULL) : NULL;
}

// A module that no one held before the program: the collector may take it apart at the end.
static PyObject *fresh_main(void) {
    PyObject *modules = PyImport_GetModuleDict(), *module = PyModule_New("__main__");
    if (!module || PyDict_Update(PyModule_GetDict(module), beginning) < 0) return NULL;
    PyDict_SetItemString(modules, "__main__", module);
    // Functions that are called by another process are in a module of another name.
    if (PyDict_GetItemString(modules, "program")) PyDict_SetItemString(modules, "program", module);
    PyObject *globals = PyModule_GetDict(module);
    Py_DecRef(module);
    return globals;
}

// Says the arguments, if there are any.
static void set_arguments(void) {
    size_t count;
    char *const *given = sandbox_arguments(&count);
    PyObject *list = count > 0 ? PyList_New(0) : NULL;
    if (!list) return;
    for (size_t i = 0; i <= count; i++) {
        const char *text = i == 0 ? program_name : given[i - 1];
        PyObject *argument = PyUnicode_DecodeFSDefaultAndSize(text, (Py_ssize_t)strlen(text));
        if (argument) PyList_Append(list, argument);
        Py_DecRef(argument);
    }
    PySys_SetObject("argv", list);
    Py_DecRef(list);
    PyErr_Clear();
}

static int run_python(const char *source, size_t length, sandbox_stage_note *stage) {
    noted = stage;
    *stage = SANDBOX_COMPILING;
    PyObject *code = NULL, *globals = fresh_main();
    if (!globals) {
        PyErr_SetString(PyExc_MemoryError, "no room for a module");
    } else if (memchr(source, 0, length)) {
        PyErr_SetString(PyExc_SyntaxError, "source code cannot contain null bytes");
    } else {
        code = Py_CompileString(source, program_name, Py_file_input);
    }
    if (!code) {
        *stage = PyErr_ExceptionMatches(PyExc_MemoryError) ? SANDBOX_OUT_OF_MEMORY : SANDBOX_COMPILE_FAILED;
        PyErr_Print();
        python_flush();
        return 1;
    }
    *stage = SANDBOX_RUNNING;
    set_arguments();
    PyObject *result = PyEval_EvalCode(code, globals, globals);
    if (result) result = call_after(source, length, globals);
    return finished(result ? 0 : failed(source, length, stage));
}

static PyObject *serve(PyObject *module, PyObject *how) {
    (void)module;
    after = PyTuple_GetItem(how, 0);
    beginning = PyTuple_GetItem(how, 1);
    python_keep_opener(PyTuple_GetItem(how, 4));
    python_remember(PyTuple_GetItem(how, 2), PyTuple_GetItem(how, 3), PyTuple_GetItem(how, 5), PyTuple_GetItem(how, 6),
                    PyTuple_GetItem(how, 7));
    if (PyErr_Occurred()) return NULL;
    sandbox_serve(run_python);
}

static PyObject *conclude(PyObject *module, PyObject *end) {
    (void)module;
    long number = PyLong_AsLong(end);
    if (PyErr_Occurred()) return NULL;
    *noted = (enum sandbox_stage)(SANDBOX_CONCLUDED + number);
    Py_IncRef(&_Py_NoneStruct);
    return &_Py_NoneStruct;
}

void *PyInit_assay_worker(void) {
    static PyMethodDef methods[] = {
        { "serve", serve, METH_O,
          "Runs the programs that the supervisor sends. Takes what is called after each, its first variables, the modules that were there "
          "before it, copies of their variables, what opens files, two functions of gc, and the type of weak references. Never returns." },
        { "conclude", conclude, METH_O, "Notes, where a program's values cannot come, how asserts ended." },
        { "open", (PyCFunction)(void *)python_open, METH_VARARGS | METH_KEYWORDS, NULL },
        { "freeze", python_freeze, METH_NOARGS, NULL },
        { 0 },
    };
    static PyModuleDef definition = { .base = { .references = 1 }, .name = "assay_worker", .size = -1, .methods = methods };
    return PyModule_Create2(&definition, PYTHON_API_VERSION);
}
