// What each language of the worker program does with a program's text.
#ifndef LANGUAGES_H
#define LANGUAGES_H

#include "SandboxWorker.h"

/// Makes ready what every Lua program starts from. The budget is in instructions of Lua's virtual machine.
void lua_prepare(unsigned long budget);
sandbox_program lua_program;

#endif
