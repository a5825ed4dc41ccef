// Fused kernels for small Llama-architecture models on one CPU thread, float32.
//
// Each output row is computed by the same operations in the same order whatever the number of rows, so a token's
// numbers do not depend on the batch it sits in, nor on whether its context came from a cache or was computed anew.
// There are variants for AVX-512, for AVX2 with FMA, and for any other CPU ("baseline"). They give the same bits; the best one that
// this CPU has is chosen when the first one runs, or the one that the environment variable ASSAY_KERNELS names.
#ifndef ASSAY_CKERNELS_H
#define ASSAY_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The variant in use: "avx512", "avx2" or "baseline".
const char *ck_variant(void);
/// The variants that this CPU has, the best first; null from `index` on that there is none of.
const char *ck_variant_at(int32_t index);
/// Uses another variant from now on, in all threads; since the bits are the same, work under way may go on with it.
/// Returns whether this CPU has it; nothing changes if it has not.
int32_t ck_use(const char *variant);
/// What ASSAY_KERNELS asked for and this CPU lacks, or null.
const char *ck_missing_variant(void);

/// Floats that ck_pack writes for a weight of [outputs, inputs].
size_t ck_packed_count(int32_t outputs, int32_t inputs);
/// Lays a row-major weight [outputs, inputs] out in strips of 16 outputs, [outputs / 16][inputs][16], filled up with zeros.
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
    int32_t head_dim;  // even
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

/// y = exp(x); the two may be the same.
void ck_exp(const float *x, float *y, int64_t count);
/// Sums of numbers and of their squares, in double precision: lane j adds up the numbers j, 16 + j, 32 + j, ... in order.
double ck_sum(const float *x, int64_t count);
double ck_squared_norm(const float *x, int64_t count);
/// sums[width]: each column of x[rows, width] added up from the first row to the last.
void ck_column_sums(const float *x, int32_t rows, int32_t width, float *sums);
/// Rows of x[..., width] by their numbers: y[i] = x[indices[i]].
void ck_gather(const float *x, const int32_t *indices, int32_t count, int32_t width, float *y);
/// y[indices[i]] += x[i] for each row in order, but for rows whose number is `skipped`.
void ck_scatter_add(const float *x, const int32_t *indices, int32_t count, int32_t width, int32_t skipped, float *y);

/// What one step of AdamW multiplies by: kept = 1 - rate * decay, mean_share = 1 - beta1, variance_kept = beta2,
/// variance_share = 1 - beta2, step = rate / (1 - beta1^t), variance_root = sqrt(1 - beta2^t).
typedef struct {
    float kept, mean_share, variance_kept, variance_share, step, variance_root, epsilon;
} ck_adamw_factors;
/// One step of AdamW (Loshchilov and Hutter, 2019), in place.
void ck_adamw(ck_adamw_factors factors, float *parameters, const float *gradients, float *means, float *variances,
              int64_t count);

#ifdef __cplusplus
}
#endif
#endif
