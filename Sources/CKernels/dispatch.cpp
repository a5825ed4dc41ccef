// Chooses the variant once and forwards to it. Packing moves numbers without computing, so it has no variants.
#include <algorithm>

#include "variant.h"

namespace {
const ck_variant_table &choose_variant() {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return ck_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return ck_avx2;
#endif
    return ck_baseline;
}
const ck_variant_table &table = choose_variant();
constexpr int panel = 32;
}  // namespace

const char *ck_variant(void) { return table.name; }

size_t ck_packed_count(int32_t outputs, int32_t inputs) {
    return size_t(outputs + panel - 1) / panel * panel * inputs;
}
void ck_pack(const float *weight, int32_t outputs, int32_t inputs, float *packed) {
    for (int32_t first = 0; first < outputs; first += panel)
        for (int32_t k = 0; k < inputs; k++)
            for (int32_t j = first; j < first + panel; j++)
                *packed++ = j < outputs ? weight[size_t(j) * inputs + k] : 0;
}
size_t ck_cache_count(ck_attention_shape shape, int32_t capacity) {
    size_t whole = size_t(capacity + 15) / 16 * 16;
    return size_t(shape.kv_heads) * 2 * whole * shape.head_dim;
}

void ck_linear(const float *x, const float *packed, float *y, int32_t rows, int32_t inputs, int32_t outputs,
               int32_t accumulate) {
    table.linear(x, packed, y, rows, inputs, outputs, accumulate);
}
void ck_product(int32_t rows, int32_t columns, int32_t depth, const float *a, size_t a_row, size_t a_column,
                const float *b, size_t b_row, float *c, size_t c_row, int32_t accumulate) {
    table.product(rows, columns, depth, a, a_row, a_column, b, b_row, c, c_row, accumulate);
}
void ck_rms_norm(const float *x, const float *weight, float epsilon, float *y, float *inverse, int32_t rows,
                 int32_t width) {
    table.rms_norm(x, weight, epsilon, y, inverse, rows, width);
}
void ck_rms_norm_backward(const float *grad, const float *x, const float *weight, const float *inverse, float *grad_x,
                          float *grad_weight, int32_t rows, int32_t width) {
    table.rms_norm_backward(grad, x, weight, inverse, grad_x, grad_weight, rows, width);
}
void ck_swiglu(const float *gate_up, float *y, int32_t rows, int32_t width) { table.swiglu(gate_up, y, rows, width); }
void ck_swiglu_backward(const float *grad, const float *gate_up, float *grad_gate_up, int32_t rows, int32_t width) {
    table.swiglu_backward(grad, gate_up, grad_gate_up, rows, width);
}
void ck_attention(ck_attention_shape shape, const float *qkv, const int32_t *offsets, int32_t sequences,
                  const float *rotary, float *y, float *log_sums) {
    table.attention(shape, qkv, offsets, sequences, rotary, y, log_sums);
}
void ck_attention_backward(ck_attention_shape shape, const float *grad, const float *qkv, const float *y,
                           const float *log_sums, const int32_t *offsets, int32_t sequences, const float *rotary,
                           float *grad_qkv) {
    table.attention_backward(shape, grad, qkv, y, log_sums, offsets, sequences, rotary, grad_qkv);
}
void ck_attention_cached(ck_attention_shape shape, const float *qkv, const ck_place *places, int32_t count,
                         int32_t capacity, const float *rotary, float *caches, float *y) {
    table.attention_cached(shape, qkv, places, count, capacity, rotary, caches, y);
}
int32_t ck_sample(const float *logits, int32_t rows, int32_t vocabulary, double temperature, const double *uniforms,
                  int32_t *tokens, float *log_probs) {
    return table.sample(logits, rows, vocabulary, temperature, uniforms, tokens, log_probs);
}
void ck_log_probs(const float *logits, int32_t rows, int32_t vocabulary, const int32_t *targets, float *log_probs,
                  float *entropies) {
    table.log_probs(logits, rows, vocabulary, targets, log_probs, entropies);
}
void ck_log_probs_backward(const float *grad, const float *logits, const float *log_probs, const int32_t *targets,
                           float *grad_logits, int32_t rows, int32_t vocabulary) {
    table.log_probs_backward(grad, logits, log_probs, targets, grad_logits, rows, vocabulary);
}
