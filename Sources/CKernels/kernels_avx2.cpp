// The kernels for CPUs with AVX2 and FMA: 16 registers of eight floats.
#if defined(__x86_64__)
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

#include "variant.h"

#define CK_TALL 6
#define CK_WIDE 1
#define CK_QUERY_ROWS 12
#define CK_HEADS 3

#pragma clang attribute push(__attribute__((target("avx2,fma,bmi2"))), apply_to = function)
namespace {
#include "kernels.h"
}  // namespace
#pragma clang attribute pop

const ck_kernels ck_avx2 = table_of("avx2");
#endif
