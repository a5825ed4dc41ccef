#include <string.h>
#include <unistd.h>

#include "finalize.h"

// The order is CPython's own (Py_FinalizeEx and finalize_modules in Python/pylifecycle.c), but for the modules that were there before the
// program: taking them apart would cost more than most programs, and prints nothing. They only get back what the program put in them.

static PyObject *known_modules, *known_variables, *list_objects, *keep_from_collector, *reference_type, *standard_buffer;
static int has_frozen;

void python_remember(PyObject *modules, PyObject *variables, PyObject *get_objects, PyObject *freeze, PyObject *weak_reference) {
    known_modules = modules, known_variables = variables;
    PyObject *output = PySys_GetObject("stdout");
    standard_buffer = output ? PyObject_GetAttrString(output, "buffer") : NULL;
    list_objects = get_objects, keep_from_collector = freeze, reference_type = weak_reference;
}

PyObject *python_freeze(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    has_frozen = 1;
    return PyObject_CallFunctionObjArgs(keep_from_collector, NULL);
}

static int is_closed(PyObject *file) {
    PyObject *closed = PyObject_GetAttrString(file, "closed");
    int is = closed ? PyObject_IsTrue(closed) : 0;
    Py_DecRef(closed);
    PyErr_Clear();
    return is > 0;
}

static int flush_file(PyObject *file) {
    if (!file || file == &_Py_NoneStruct || is_closed(file)) return 1;
    Py_IncRef(file);
    PyObject *done = PyObject_CallMethod(file, "flush", NULL);
    int whole = done != NULL;
    PyErr_Clear();
    Py_DecRef(done), Py_DecRef(file);
    return whole;
}

static int flushed(const char *name) { return flush_file(PySys_GetObject(name)); }

// As the end of the streams themselves would: also of one that was detached.
static void flush_originals(void) {
    flushed("__stdout__");
    flush_file(standard_buffer);
}

int python_flush(void) {
    int whole = flushed("stdout");
    flushed("stderr");
    return whole;
}

static PyObject *variables_of(PyObject *module) {
    PyObject *variables = PyModule_GetDict(module);
    PyErr_Clear();
    return variables;
}

static void set(PyObject *variables, PyObject *name, PyObject *value) {
    PyDict_SetItem(variables, name, value);
    PyErr_Clear();
}

// What leads back to the program, and the standard streams as they were.
static void clear_special(void) {
    static const char *const names[] = {
        "path", "argv", "ps1", "ps2", "last_type", "last_value", "last_traceback", "path_hooks", "path_importer_cache", "meta_path",
        "__interactivehook__",
    };
    static const char *const streams[][2] = { { "stdin", "__stdin__" }, { "stdout", "__stdout__" }, { "stderr", "__stderr__" } };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) PySys_SetObject(names[i], &_Py_NoneStruct);
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) {
        PyObject *original = PySys_GetObject(streams[i][1]);
        PySys_SetObject(streams[i][0], original ? original : &_Py_NoneStruct);
    }
    PyErr_Clear();
}

// As a module is cleared: the names that begin with one underscore first.
static void clear_variables(PyObject *variables) {
    PyObject *names = PyDict_Keys(variables);
    for (int pass = 0; names && pass < 2; pass++) {
        for (Py_ssize_t i = 0; i < PyList_Size(names); i++) {
            PyObject *name = PyList_GetItem(names, i);
            const char *text = PyUnicode_AsUTF8AndSize(name, NULL);
            PyErr_Clear();
            if (!text) continue;
            int is_private = text[0] == '_' && text[1] != '_';
            if (pass == 0 ? is_private : strcmp(text, "__builtins__") != 0) set(variables, name, &_Py_NoneStruct);
        }
    }
    Py_DecRef(names);
}

// Whether two dictionaries hold the same objects in the same order, as they do where nobody touched one.
static int is_untouched(PyObject *variables, PyObject *copy) {
    Py_ssize_t here = 0, there = 0;
    PyObject *name, *value, *known_name, *known_value;
    if (PyDict_Size(variables) != PyDict_Size(copy)) return 0;
    while (PyDict_Next(variables, &here, &name, &value)) {
        if (!PyDict_Next(copy, &there, &known_name, &known_value) || name != known_name || value != known_value) return 0;
    }
    return 1;
}

static void restore(const char *module_name, PyObject *module, int only_new) {
    PyObject *copy = PyDict_GetItemString(known_variables, module_name), *variables = variables_of(module);
    if (!copy || !variables || is_untouched(variables, copy)) return;
    PyObject *names = PyDict_Keys(variables);
    for (Py_ssize_t i = 0; names && i < PyList_Size(names); i++) {
        PyObject *name = PyList_GetItem(names, i), *value = PyDict_GetItem(copy, name);
        if (value && only_new) continue;
        if (PyDict_GetItem(variables, name) != value) set(variables, name, value ? value : &_Py_NoneStruct);
    }
    Py_DecRef(names);
}

// Takes the program's modules out of the list of all. Returns weak references to them.
static PyObject *remove_modules(PyObject *modules) {
    PyObject *names = PyList_New(0), *left = PyList_New(0), *name, *module;
    Py_ssize_t place = 0;
    while (names && PyDict_Next(modules, &place, &name, &module)) {
        if (module != PyDict_GetItem(known_modules, name)) PyList_Append(names, name);
    }
    for (Py_ssize_t i = 0; names && left && i < PyList_Size(names); i++) {
        name = PyList_GetItem(names, i), module = PyDict_GetItem(modules, name);
        if (!module) continue;
        PyObject *reference = variables_of(module) ? PyWeakref_NewRef(module, NULL) : NULL;
        if (reference) PyList_Append(left, reference);
        Py_DecRef(reference);
        set(modules, name, &_Py_NoneStruct);
    }
    Py_DecRef(names);
    PyErr_Clear();
    return left;
}

// Whether the end of an object can be seen: that of a file, of a generator, of what has `__del__`, of what a weak reference calls back for.
static int is_seen_to_go(PyObject *object, PyObject *type) {
    if (PyType_GetSlot(type, Py_tp_finalize)) return 1;
    // An object without variables may not be in the collector's lists; its type is.
    if (PyType_GetFlags(type) & Py_TPFLAGS_TYPE_SUBCLASS) return PyType_GetSlot(object, Py_tp_finalize) != NULL;
    if (!PyType_IsSubtype(type, reference_type)) return 0;
    PyObject *callback = PyObject_GetAttrString(object, "__callback__");
    int calls_back = callback != &_Py_NoneStruct;
    Py_DecRef(callback);
    PyErr_Clear();
    return calls_back;
}

// Whether the program made such an object. Most did not, and are spared taking apart all that they hold.
static int anything_is_seen_to_go(void) {
    if (has_frozen) return 1;
    PyObject *objects = PyObject_CallFunctionObjArgs(list_objects, NULL), *last = NULL;
    PyErr_Clear();
    if (!objects) return 1;
    int is = 0;
    for (Py_ssize_t i = 0; i < PyList_Size(objects) && !is; i++) {
        PyObject *object = PyList_GetItem(objects, i), *type = PyObject_Type(object);
        // Of objects of one kind the first tells.
        int is_kind = type == last && !(PyType_GetFlags(type) & Py_TPFLAGS_TYPE_SUBCLASS) && !PyType_IsSubtype(type, reference_type);
        if (!is_kind) is = is_seen_to_go(object, type);
        last = type;
        Py_DecRef(type);
    }
    Py_DecRef(objects);
    return is;
}

void python_release_program(void) {
    PyErr_Clear();
    if (!anything_is_seen_to_go()) {
        flush_originals();
        return;
    }
    PyGC_Collect();
    clear_special();
    PyObject *left = remove_modules(PyImport_GetModuleDict());
    restore("builtins", PyDict_GetItemString(known_modules, "builtins"), 0);
    // However the program had set it.
    PyGC_Enable();
    PyGC_Collect();
    for (Py_ssize_t i = left ? PyList_Size(left) : 0; i-- > 0;) {
        PyObject *module = PyObject_CallFunctionObjArgs(PyList_GetItem(left, i), NULL);
        if (module && module != &_Py_NoneStruct) clear_variables(variables_of(module));
        Py_DecRef(module);
    }
    Py_DecRef(left);
    Py_ssize_t place = 0;
    PyObject *name, *module;
    PyObject *system = PyDict_GetItemString(known_modules, "sys");
    while (PyDict_Next(known_modules, &place, &name, &module)) {
        const char *text = module != system ? PyUnicode_AsUTF8AndSize(name, NULL) : NULL;
        if (text) restore(text, module, 0);
    }
    PyGC_Collect();
    // Nothing prints any more when the variables of `sys` go, of which its streams are the first.
    flush_originals();
    PySys_SetObject("stdout", &_Py_NoneStruct);
    PySys_SetObject("stderr", &_Py_NoneStruct);
    restore("sys", system, 1);
    PyErr_Clear();
}

static PyObject *opener;

void python_keep_opener(PyObject *function) { opener = function; }

static PyObject *open_copy(int descriptor, PyObject *arguments, PyObject *named) {
    int copy = dup(descriptor);
    PyObject *list = PySequence_List(arguments), *number = PyLong_FromLong(copy);
    if (!list || !number || PyList_SetItem(list, 0, number) < 0) return NULL;
    PyObject *changed = PyList_AsTuple(list), *opened = changed ? PyObject_Call(opener, changed, named) : NULL;
    Py_DecRef(changed), Py_DecRef(list);
    return opened;
}

PyObject *python_open(PyObject *module, PyObject *arguments, PyObject *named) {
    static const char *const names[] = { "/dev/stdin", "/dev/stdout", "/dev/stderr" };
    (void)module;
    PyObject *file = PyTuple_Size(arguments) > 0 ? PyTuple_GetItem(arguments, 0) : NULL;
    const char *name = file ? PyUnicode_AsUTF8AndSize(file, NULL) : NULL;
    PyErr_Clear();
    for (int i = 0; name && i < 3; i++) {
        if (strcmp(name, names[i]) == 0) return open_copy(i, arguments, named);
    }
    return PyObject_Call(opener, arguments, named);
}
