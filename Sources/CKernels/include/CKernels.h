// Fused kernels for Llama-architecture models on one CPU thread. Numbers are float32; weights may be stored as bfloat16, whose values are
// floats: products with them have the bits of products with these floats.
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

/// The same of bfloat16 numbers, as many of them.
void ck_pack_bf16(const uint16_t *weight, int32_t outputs, int32_t inputs, uint16_t *packed);
/// The nearest bfloat16 of each number, of two the even one.
void ck_to_bf16(const float *x, uint16_t *y, int64_t count);
/// The value of each bfloat16.
void ck_from_bf16(const uint16_t *x, float *y, int64_t count);

/// y[rows, outputs] = x[rows, inputs] @ weight.T, or y += ... when `accumulate` is not 0.
void ck_linear(const float *x, const float *packed, float *y, int32_t rows, int32_t inputs, int32_t outputs,
               int32_t accumulate);
/// The same with a weight packed by ck_pack_bf16.
void ck_linear_bf16(const float *x, const uint16_t *packed, float *y, int32_t rows, int32_t inputs, int32_t outputs,
                    int32_t accumulate);

/// y[rows, ...] += scale (x @ down.T) @ up.T, the addition of a low-rank adapter: x[rows, inputs]; down[rank, inputs] packed by ck_pack;
/// up_turned[rank, outputs], the transpose of up; rows of y are y_row floats apart. `low`[rows, rank] receives scale (x @ down.T), each
/// product rounded before it is scaled.
void ck_adapter(const float *x, const float *down_packed, const float *up_turned, float scale, float *low, float *y, size_t y_row,
                int32_t rows, int32_t inputs, int32_t rank, int32_t outputs);

/// C[rows, columns] = A @ B, or C += A @ B when `accumulate` is not 0. Element (i, k) of A is a[i a_row + k a_column],
/// so that A may be a transposed view; B[depth, columns] and C have contiguous rows, b_row and c_row floats apart.
///
/// Each element is a chain of fused multiply-adds along the depth, from 0 or from what C holds. So two products that accumulate, of the
/// first part of the depth and of the rest, give the bits of one, wherever it is cut.
void ck_product(int32_t rows, int32_t columns, int32_t depth, const float *a, size_t a_row, size_t a_column,
                const float *b, size_t b_row, float *c, size_t c_row, int32_t accumulate);
/// The same with a B of bfloat16 numbers, b_row of them apart.
void ck_product_bf16(int32_t rows, int32_t columns, int32_t depth, const float *a, size_t a_row, size_t a_column,
                     const uint16_t *b, size_t b_row, float *c, size_t c_row, int32_t accumulate);
/// Adds bias[width] to each row of y[rows, width].
void ck_add_rows(float *y, const float *bias, int32_t rows, int32_t width);

/// y[rows, width] = x / sqrt(mean(x^2) + epsilon) * weight. `inverse`, if not null, receives the factor of each row.
void ck_rms_norm(const float *x, const float *weight, float epsilon, float *y, float *inverse, int32_t rows,
                 int32_t width);
/// The gradients of ck_rms_norm; `grad_weight` [width] is added to, from the first row to the last. `grad_x` may be `grad`.
void ck_rms_norm_backward(const float *grad, const float *x, const float *weight, const float *inverse, float *grad_x,
                          float *grad_weight, int32_t rows, int32_t width);

/// ck_rms_norm of each of `heads` vectors of head_dim that lie side by side at the start of each row; rows are x_row and y_row floats
/// apart, and `y` may be `x`. `inverse`, if not null: [rows, heads].
void ck_head_norm(const float *x, size_t x_row, const float *weight, float epsilon, float *y, size_t y_row, float *inverse,
                  int32_t rows, int32_t heads, int32_t head_dim);
/// The gradients of ck_head_norm; `grad_weight` [head_dim] is added to, row by row and head by head. `grad_x` may be `grad`.
void ck_head_norm_backward(const float *grad, size_t grad_row, const float *x, size_t x_row, const float *weight,
                           const float *inverse, float *grad_x, size_t grad_x_row, float *grad_weight, int32_t rows,
                           int32_t heads, int32_t head_dim);

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

/// How tokens are drawn. Filters act in this order, as in Hugging Face's `generate`; equal logits stand or fall together.
typedef struct {
    double temperature;  // logits are divided by it; 0 takes the most probable token, the first of equals
    int32_t top_k;       // tokens whose logit is among the k largest; 0 keeps all
    double top_p;        // tokens such that all more probable ones together have less than top_p; 1 keeps all
    double min_p;        // tokens with at least this part of the largest probability; 0 keeps all
} ck_sampling;
/// Draws the next token of each row by inverting the cumulative distribution of softmax(logits / temperature), over the tokens that the
/// filters keep and in the order of the vocabulary, at `uniforms`. `log_probs` are at temperature 1 and over all tokens;
/// `drawn_log_probs`, if not null, are of the distribution that was drawn from.
///
/// Returns how many rows were drawn: all, or those before the first one that holds a number that is not finite.
int32_t ck_sample(const float *logits, int32_t rows, int32_t vocabulary, ck_sampling sampling, const double *uniforms,
                  int32_t *tokens, float *log_probs, float *drawn_log_probs);
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
/// The same from what `sums` holds: the chain of the rows before goes on.
void ck_column_sums_add(const float *x, int32_t rows, int32_t width, float *sums);
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
