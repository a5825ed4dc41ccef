// The kernels of one variant, as a table that dispatch.cpp fills from the translation unit compiled for it.
#pragma once

#include "include/CKernels.h"

struct ck_kernels {
    const char *name;
    decltype(&ck_linear) linear;
    decltype(&ck_linear_bf16) linear_bf16;
    decltype(&ck_product) product;
    decltype(&ck_product_bf16) product_bf16;
    decltype(&ck_rms_norm) rms_norm;
    decltype(&ck_rms_norm_backward) rms_norm_backward;
    decltype(&ck_head_norm) head_norm;
    decltype(&ck_head_norm_backward) head_norm_backward;
    decltype(&ck_swiglu) swiglu;
    decltype(&ck_swiglu_backward) swiglu_backward;
    decltype(&ck_attention) attention;
    decltype(&ck_attention_backward) attention_backward;
    decltype(&ck_attention_cached) attention_cached;
    decltype(&ck_sample) sample;
    decltype(&ck_log_probs) log_probs;
    decltype(&ck_log_probs_backward) log_probs_backward;
    decltype(&ck_exp) exponentials;
    decltype(&ck_sum) sum;
    decltype(&ck_squared_norm) squared_norm;
    decltype(&ck_column_sums_add) column_sums_add;
    decltype(&ck_adamw) adamw;
};

extern const ck_kernels ck_avx512, ck_avx2, ck_baseline;
