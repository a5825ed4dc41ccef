// Chooses the variant and forwards to it. What moves numbers, or adds two of them, has no variants.
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>

#include "variant.h"

namespace {
// The variants that this CPU has, the best first.
struct variants {
    const ck_kernels *tables[3];
    int count = 0;
    variants() {
#if defined(__x86_64__)
        __builtin_cpu_init();
        const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
        if (has_avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
            __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
            tables[count++] = &ck_avx512;
        if (has_avx2) tables[count++] = &ck_avx2;
#endif
        tables[count++] = &ck_baseline;
    }
    const ck_kernels *find(const char *name) const {
        for (int i = 0; i < count; i++)
            if (std::strcmp(tables[i]->name, name) == 0) return tables[i];
        return nullptr;
    }
};
const variants available;

// What ASSAY_KERNELS asked for when the first kernel ran; an empty text is no wish.
const char *asked() {
    static const char *const name = std::getenv("ASSAY_KERNELS");
    return name && *name ? name : nullptr;
}
std::atomic<const ck_kernels *> chosen{nullptr};
const ck_kernels &table() {
    const ck_kernels *table = chosen.load(std::memory_order_relaxed);
    if (table) return *table;
    table = asked() ? available.find(asked()) : nullptr;
    if (!table) table = available.tables[0];
    chosen = table;
    return *table;
}
constexpr int lanes = 16;
size_t whole_vectors(int32_t count) { return (size_t(count) + lanes - 1) / lanes * lanes; }

template <typename Number> void pack(const Number *weight, int32_t outputs, int32_t inputs, Number *packed) {
    for (int32_t first = 0; first < outputs; first += lanes)
        for (int32_t k = 0; k < inputs; k++)
            for (int32_t j = first; j < first + lanes; j++)
                *packed++ = j < outputs ? weight[size_t(j) * inputs + k] : 0;
}
}  // namespace

const char *ck_variant(void) { return table().name; }
const char *ck_variant_at(int32_t index) {
    return index >= 0 && index < available.count ? available.tables[index]->name : nullptr;
}
int32_t ck_use(const char *variant) {
    const ck_kernels *found = available.find(variant);
    if (found) chosen = found;
    return found != nullptr;
}
const char *ck_missing_variant(void) { return asked() && !available.find(asked()) ? asked() : nullptr; }

size_t ck_packed_count(int32_t outputs, int32_t inputs) { return whole_vectors(outputs) * inputs; }
void ck_pack(const float *weight, int32_t outputs, int32_t inputs, float *packed) { pack(weight, outputs, inputs, packed); }
void ck_pack_bf16(const uint16_t *weight, int32_t outputs, int32_t inputs, uint16_t *packed) {
    pack(weight, outputs, inputs, packed);
}
void ck_to_bf16(const float *x, uint16_t *y, int64_t count) {
    for (int64_t i = 0; i < count; i++) {
        uint32_t bits;
        std::memcpy(&bits, x + i, sizeof bits);
        // Of no number the rounding could make infinity.
        const bool is_number = (bits & 0x7FFFFFFF) <= 0x7F800000;
        y[i] = is_number ? uint16_t((bits + 0x7FFF + (bits >> 16 & 1)) >> 16) : uint16_t(bits >> 16 | 0x40);
    }
}
void ck_from_bf16(const uint16_t *x, float *y, int64_t count) {
    for (int64_t i = 0; i < count; i++) {
        const uint32_t bits = uint32_t(x[i]) << 16;
        std::memcpy(y + i, &bits, sizeof bits);
    }
}
size_t ck_cache_count(ck_attention_shape shape, int32_t capacity) {
    return size_t(shape.kv_heads) * 2 * whole_vectors(capacity) * whole_vectors(shape.head_dim);
}
void ck_add_rows(float *y, const float *bias, int32_t rows, int32_t width) {
    for (int32_t i = 0; i < rows; i++, y += width)
        for (int32_t j = 0; j < width; j++) y[j] += bias[j];
}
void ck_gather(const float *x, const int32_t *indices, int32_t count, int32_t width, float *y) {
    for (int32_t i = 0; i < count; i++, y += width) std::copy_n(x + size_t(indices[i]) * width, width, y);
}
void ck_scatter_add(const float *x, const int32_t *indices, int32_t count, int32_t width, int32_t skipped, float *y) {
    for (int32_t i = 0; i < count; i++, x += width) {
        if (indices[i] == skipped) continue;
        float *row = y + size_t(indices[i]) * width;
        for (int32_t j = 0; j < width; j++) row[j] += x[j];
    }
}

void ck_linear(const float *x, const float *packed, float *y, int32_t rows, int32_t inputs, int32_t outputs,
               int32_t accumulate) {
    table().linear(x, packed, y, rows, inputs, outputs, accumulate);
}
void ck_linear_bf16(const float *x, const uint16_t *packed, float *y, int32_t rows, int32_t inputs, int32_t outputs,
                    int32_t accumulate) {
    table().linear_bf16(x, packed, y, rows, inputs, outputs, accumulate);
}
void ck_adapter(const float *x, const float *down_packed, const float *up_turned, float scale, float *low, float *y, size_t y_row,
                int32_t rows, int32_t inputs, int32_t rank, int32_t outputs) {
    ck_linear(x, down_packed, low, rows, inputs, rank, 0);
    for (size_t i = 0; i < size_t(rows) * rank; i++) low[i] *= scale;
    ck_product(rows, outputs, rank, low, rank, 1, up_turned, outputs, y, y_row, 1);
}
void ck_product(int32_t rows, int32_t columns, int32_t depth, const float *a, size_t a_row, size_t a_column,
                const float *b, size_t b_row, float *c, size_t c_row, int32_t accumulate) {
    table().product(rows, columns, depth, a, a_row, a_column, b, b_row, c, c_row, accumulate);
}
void ck_product_bf16(int32_t rows, int32_t columns, int32_t depth, const float *a, size_t a_row, size_t a_column,
                     const uint16_t *b, size_t b_row, float *c, size_t c_row, int32_t accumulate) {
    table().product_bf16(rows, columns, depth, a, a_row, a_column, b, b_row, c, c_row, accumulate);
}
void ck_rms_norm(const float *x, const float *weight, float epsilon, float *y, float *inverse, int32_t rows,
                 int32_t width) {
    table().rms_norm(x, weight, epsilon, y, inverse, rows, width);
}
void ck_rms_norm_backward(const float *grad, const float *x, const float *weight, const float *inverse, float *grad_x,
                          float *grad_weight, int32_t rows, int32_t width) {
    table().rms_norm_backward(grad, x, weight, inverse, grad_x, grad_weight, rows, width);
}
void ck_head_norm(const float *x, size_t x_row, const float *weight, float epsilon, float *y, size_t y_row, float *inverse,
                  int32_t rows, int32_t heads, int32_t head_dim) {
    table().head_norm(x, x_row, weight, epsilon, y, y_row, inverse, rows, heads, head_dim);
}
void ck_head_norm_backward(const float *grad, size_t grad_row, const float *x, size_t x_row, const float *weight,
                           const float *inverse, float *grad_x, size_t grad_x_row, float *grad_weight, int32_t rows,
                           int32_t heads, int32_t head_dim) {
    table().head_norm_backward(grad, grad_row, x, x_row, weight, inverse, grad_x, grad_x_row, grad_weight, rows, heads, head_dim);
}
void ck_swiglu(const float *gate_up, float *y, int32_t rows, int32_t width) { table().swiglu(gate_up, y, rows, width); }
void ck_swiglu_backward(const float *grad, const float *gate_up, float *grad_gate_up, int32_t rows, int32_t width) {
    table().swiglu_backward(grad, gate_up, grad_gate_up, rows, width);
}
void ck_attention(ck_attention_shape shape, const float *qkv, const int32_t *offsets, int32_t sequences,
                  const float *rotary, float *y, float *log_sums) {
    table().attention(shape, qkv, offsets, sequences, rotary, y, log_sums);
}
void ck_attention_backward(ck_attention_shape shape, const float *grad, const float *qkv, const float *y,
                           const float *log_sums, const int32_t *offsets, int32_t sequences, const float *rotary,
                           float *grad_qkv) {
    table().attention_backward(shape, grad, qkv, y, log_sums, offsets, sequences, rotary, grad_qkv);
}
void ck_attention_cached(ck_attention_shape shape, const float *qkv, const ck_place *places, int32_t count,
                         int32_t capacity, const float *rotary, float *caches, float *y) {
    table().attention_cached(shape, qkv, places, count, capacity, rotary, caches, y);
}
int32_t ck_sample(const float *logits, int32_t rows, int32_t vocabulary, ck_sampling sampling, const double *uniforms,
                  int32_t *tokens, float *log_probs, float *drawn_log_probs) {
    return table().sample(logits, rows, vocabulary, sampling, uniforms, tokens, log_probs, drawn_log_probs);
}
void ck_log_probs(const float *logits, int32_t rows, int32_t vocabulary, const int32_t *targets, float *log_probs,
                  float *entropies) {
    table().log_probs(logits, rows, vocabulary, targets, log_probs, entropies);
}
void ck_log_probs_backward(const float *grad, const float *logits, const float *log_probs, const int32_t *targets,
                           float *grad_logits, int32_t rows, int32_t vocabulary) {
    table().log_probs_backward(grad, logits, log_probs, targets, grad_logits, rows, vocabulary);
}
void ck_exp(const float *x, float *y, int64_t count) { table().exponentials(x, y, count); }
double ck_sum(const float *x, int64_t count) { return table().sum(x, count); }
double ck_squared_norm(const float *x, int64_t count) { return table().squared_norm(x, count); }
void ck_column_sums(const float *x, int32_t rows, int32_t width, float *sums) {
    std::memset(sums, 0, size_t(width) * sizeof(float));
    ck_column_sums_add(x, rows, width, sums);
}
void ck_column_sums_add(const float *x, int32_t rows, int32_t width, float *sums) {
    table().column_sums_add(x, rows, width, sums);
}
void ck_adamw(ck_adamw_factors factors, float *parameters, const float *gradients, float *means, float *variances,
              int64_t count) {
    table().adamw(factors, parameters, gradients, means, variances, count);
}
