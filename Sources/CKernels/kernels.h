// Compiled once for each variant, inside a namespace and under a target of its own.
#include "matmul.h"

#include "elementwise.h"

#include "attention.h"
