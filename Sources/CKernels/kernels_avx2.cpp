// The kernels for avx2.
#if defined(__x86_64__)
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#include "variant.h"

#pragma clang attribute push(__attribute__((target("avx2,fma,bmi2"))), apply_to = function)
namespace {
#include "kernels.h"
}  // namespace
#pragma clang attribute pop

const ck_variant_table ck_avx2 = {
    "avx2", linear, product_entry, rms_norm, rms_norm_backward, swiglu, swiglu_backward,
    attention, attention_backward, attention_cached, sample, log_probs, log_probs_backward};
#endif
