// Compiled once for each variant, inside a namespace and under a target of its own.
#include "matmul.h"

#include "elementwise.h"

#include "sampling.h"

#include "attention.h"

#include "cached_attention.h"

constexpr ck_kernels table_of(const char *name) {
    return {name, linear<float>, linear<bf16>, product_entry<float>, product_entry<bf16>, rms_norm, rms_norm_backward, head_norm,
            head_norm_backward, swiglu, swiglu_backward, attention, attention_backward, attention_cached, sample, log_probs,
            log_probs_backward, exponentials, total, squared_norm, column_sums_add, adamw};
}
