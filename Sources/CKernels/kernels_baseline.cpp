// The kernels for any other CPU. Where it has no fused multiply-add, the C library's stands in: the same bits, many times slower.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

#include "variant.h"

#define CK_TALL 4
#define CK_WIDE 1
#define CK_QUERY_ROWS 16
#define CK_HEADS 2

namespace {
#include "kernels.h"
}  // namespace

const ck_kernels ck_baseline = table_of("baseline");
