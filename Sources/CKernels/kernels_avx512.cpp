// The kernels for CPUs with AVX-512: 32 registers of sixteen floats.
#if defined(__x86_64__)
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

#include "variant.h"

#define CK_TALL 8
#define CK_WIDE 2
#define CK_QUERY_ROWS 16
#define CK_HEADS 4

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512cd,avx2,fma,bmi2"))), apply_to = function)
namespace {
#include "kernels.h"
}  // namespace
#pragma clang attribute pop

const ck_kernels ck_avx512 = table_of("avx512");
#endif
