// The kernels for baseline.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#include "variant.h"

namespace {
#include "kernels.h"
}  // namespace

const ck_variant_table ck_baseline = {
    "baseline", linear, product_entry, rms_norm, rms_norm_backward, swiglu, swiglu_backward,
    attention, attention_backward, attention_cached, sample, log_probs, log_probs_backward};
