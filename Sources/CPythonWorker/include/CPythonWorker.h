// The extension module that turns an interpreter into a worker. Python finds it by its file's name; nothing else calls it.
#ifndef CPYTHON_WORKER_H
#define CPYTHON_WORKER_H

void *PyInit_assay_worker(void);

#endif
