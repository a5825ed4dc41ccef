// Fused kernels for small Llama-architecture models on one CPU thread, float32.
//
// Each output row is computed by the same operations in the same order whatever the number of rows, so a token's
// numbers do not depend on the batch it sits in, nor on whether its context came from a cache or was computed anew.
// The best variant for this CPU (AVX-512, AVX2 with FMA, baseline) is chosen once, when the library loads.
#ifndef ASSAY_CKERNELS_H
#define ASSAY_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The variant in use: "avx512", "avx2" or "baseline".
const char *ck_variant(void);

/// Floats that ck_pack writes for a weight of [outputs, inputs].
size_t ck_packed_count(int32_t outputs, int32_t inputs);
/// Lays a row-major weight [outputs, inputs] out in panels of 32 outputs, padded with zeros.
void ck_pack(const float *weight, int32_t outputs, int32_t inputs, float *packed);

/// y[rows, outputs] = x[rows, inputs] @ weight.T, or y += ... when `accumulate` is not 0.
void ck_linear(const float *x, const float *packed, float *y, int32_t rows, int32_t inputs, int32_t outputs,
               int32_t accumulate);

/// C[rows, columns] = A @ B, or C += A @ B when `accumulate` is not 0. Element (i, k) of A is a[i a_row + k a_column],
/// so that A may be a transposed view; B[depth, columns] and C have contiguous rows, b_row and c_row floats apart.
void ck_product(int32_t rows, int32_t columns, int32_t depth, const float *a, size_t a_row, size_t a_column,
                const float *b, size_t b_row, float *c, size_t c_row, int32_t accumulate);

/// y[rows, width] = x / sqrt(mean(x^2) + epsilon) * weight. `inverse`, if not null, receives the factor of each row.
void ck_rms_norm(const float *x, const float *weight, float epsilon, float *y, float *inverse, int32_t rows,
                 int32_t width);
/// The gradients of ck_rms_norm; `grad_weight` [width] is added to.
void ck_rms_norm_backward(const float *grad, const float *x, const float *weight, const float *inverse, float *grad_x,
                          float *grad_weight, int32_t rows, int32_t width);

/// y[rows, width] = silu(gate) * up, where each row of `gate_up` is gate[width] then up[width].
void ck_swiglu(const float *gate_up, float *y, int32_t rows, int32_t width);
/// The gradient of ck_swiglu.
void ck_swiglu_backward(const float *grad, const float *gate_up, float *grad_gate_up, int32_t rows, int32_t width);

/// The shape of an attention layer. Query head h reads key-value head h / (heads / kv_heads).
typedef struct {
    int32_t heads, kv_heads;
    int32_t head_dim;  // a multiple of 16
} ck_attention_shape;

/// Causal attention with rotary positions over sequences laid end to end.
///
/// qkv: [tokens, (heads + 2 kv_heads) head_dim]; offsets: [sequences + 1], the first token of each sequence;
/// rotary: [positions, head_dim], each row cos[head_dim / 2] then sin[head_dim / 2]; y: [tokens, heads head_dim];
/// log_sums, if not null: [heads, tokens], the logarithm of each softmax's denominator, for the backward pass.
void ck_attention(ck_attention_shape shape, const float *qkv, const int32_t *offsets, int32_t sequences,
                  const float *rotary, float *y, float *log_sums);
/// The gradient of ck_attention with respect to qkv.
void ck_attention_backward(ck_attention_shape shape, const float *grad, const float *qkv, const float *y,
                           const float *log_sums, const int32_t *offsets, int32_t sequences, const float *rotary,
                           float *grad_qkv);

/// Floats of one row's keys and values in one layer, for `capacity` positions.
size_t ck_cache_count(ck_attention_shape shape, int32_t capacity);
/// One token's place: where its row's cache of this layer starts (in floats) and its position in that row.
typedef struct {
    size_t cache;
    int32_t position;
} ck_place;
/// Attention of new tokens over the caches of their rows. Writes the keys and values of all `count` tokens first,
/// so that the tokens of one prompt, given in order, see each other.
void ck_attention_cached(ck_attention_shape shape, const float *qkv, const ck_place *places, int32_t count,
                         int32_t capacity, const float *rotary, float *caches, float *y);

/// Draws the next token of each row by inverting the cumulative distribution of softmax(logits / temperature) at
/// `uniforms`; temperature 0 takes the most probable token, the first of equals. `log_probs` are at temperature 1.
///
/// Returns how many rows were drawn: all, or those before the first one that holds a number that is not finite.
int32_t ck_sample(const float *logits, int32_t rows, int32_t vocabulary, double temperature, const double *uniforms,
                  int32_t *tokens, float *log_probs);
/// The log-probability at temperature 1 of `targets` [rows], and the entropy of each row if `entropies` is not null.
void ck_log_probs(const float *logits, int32_t rows, int32_t vocabulary, const int32_t *targets, float *log_probs,
                  float *entropies);
/// The gradient of ck_log_probs' log-probabilities with respect to the logits: grad * (onehot - softmax).
void ck_log_probs_backward(const float *grad, const float *logits, const float *log_probs, const int32_t *targets,
                           float *grad_logits, int32_t rows, int32_t vocabulary);

#ifdef __cplusplus
}
#endif
#endif
