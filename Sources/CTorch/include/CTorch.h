// libtorch as a C API: status in band, message thread-local, opaque handles that the caller frees.
// The only place that sees libtorch's headers. All tensors are dense, contiguous, and on the CPU.
//
// libtorch keeps the tape, and computes only what has one result on every machine: it copies, and applies one addition,
// subtraction, multiplication, minimum, maximum or bound to each element. All other numbers come from CKernels.
#ifndef ASSAY_CTORCH_H
#define ASSAY_CTORCH_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    CT_OK = 0,
    CT_INVALID = 1,        // a shape or type that does not fit
    CT_OUT_OF_MEMORY = 2,
    CT_INTERNAL = 3,
} ct_status;

/// What went wrong in this thread's last call that did not return CT_OK.
const char *ct_last_error(void);
/// libtorch's version, e.g. "2.13.0+cpu".
const char *ct_version(void);

typedef struct {
    void *impl;
} ct_tensor;

void ct_tensor_free(ct_tensor tensor);

// Making and reading tensors. Data is copied.
ct_status ct_from_floats(const float *data, const int64_t *shape, int32_t rank, ct_tensor *out);
/// A tensor's numbers as the nearest bfloat16 numbers, ties to even; and as floats.
ct_status ct_to_bfloat16(ct_tensor tensor, ct_tensor *out);
ct_status ct_to_floats(ct_tensor tensor, ct_tensor *out);
int32_t ct_is_bfloat16(ct_tensor tensor);
/// The bits of a bfloat16 tensor's numbers, valid while the tensor lives.
ct_status ct_halves(ct_tensor tensor, const uint16_t **out);
ct_status ct_zeros(const int64_t *shape, int32_t rank, ct_tensor *out);
ct_status ct_zeros_like(ct_tensor tensor, ct_tensor *out);
int32_t ct_rank(ct_tensor tensor);
int64_t ct_size(ct_tensor tensor, int32_t dimension);
int64_t ct_count(ct_tensor tensor);
/// The numbers of a float tensor, valid while the tensor lives and is not written to.
ct_status ct_floats(ct_tensor tensor, float **out);
ct_status ct_item(ct_tensor tensor, double *out);

// Gradients.
ct_status ct_require_grad(ct_tensor tensor);
int32_t ct_requires_grad(ct_tensor tensor);
ct_status ct_detach(ct_tensor tensor, ct_tensor *out);
/// Turns the recording of gradients on or off in this thread; returns what it was.
int32_t ct_set_grad_enabled(int32_t enabled);
/// The gradients of sum(y * grad), or of the scalar y where `grad` is null, with respect to `inputs`, without accumulating in them. Null
/// handles stand for inputs that do not matter. What the pass came through is let go, so that it goes one way once.
ct_status ct_pull_back(ct_tensor y, ct_tensor grad, const ct_tensor *inputs, int32_t count, ct_tensor *out);

// Arithmetic on tensors of one shape; the gradient of a broadcast would be a sum in libtorch's own order.
typedef enum {
    CT_ADD, CT_SUBTRACT, CT_MULTIPLY, CT_MINIMUM, CT_MAXIMUM
} ct_binary;
ct_status ct_apply(ct_binary operation, ct_tensor a, ct_tensor b, ct_tensor *out);
ct_status ct_scale(ct_tensor a, double factor, ct_tensor *out);
ct_status ct_exp(ct_tensor a, ct_tensor *out);
ct_status ct_clamp(ct_tensor a, double low, double high, ct_tensor *out);
ct_status ct_sum(ct_tensor a, ct_tensor *out);
/// a[indices, ...]
ct_status ct_rows(ct_tensor a, const int32_t *indices, int64_t count, ct_tensor *out);
ct_status ct_reshape(ct_tensor a, const int64_t *shape, int32_t rank, ct_tensor *out);

// In place, outside of any graph.
ct_status ct_add_to(ct_tensor target, ct_tensor a);
ct_status ct_multiply_by(ct_tensor target, double factor);
ct_status ct_copy_to(ct_tensor target, ct_tensor a);
/// target[indices[i]] += a[i] for each row in order, but for rows whose number is `padding`.
ct_status ct_add_to_rows(ct_tensor target, ct_tensor a, const int32_t *indices, int64_t count, int32_t padding);

// Layers, each with its gradient, on the fused kernels of CKernels.

/// A parameter of a layer. A backward pass adds its gradient to `sum`, a tensor of floats of the same shape, in the order of the rows; no
/// gradient is computed where that handle is null. `packed`, unless it is null, is what ck_pack or ck_pack_bf16 makes of the weight of a
/// product, so that no pass packs it anew; it has to live until the way back is gone.
typedef struct {
    ct_tensor values, sum;
    const void *packed;
} ct_parameter;

/// What is added to some columns of a linear layer's output, from `column` on: scale (x @ down[rank, inputs].T) @ up[columns, rank].T.
typedef struct {
    ct_parameter down, up;
    float scale;
    int32_t column;
} ct_adapter;

/// x[rows, inputs] @ weight[outputs, inputs].T, plus `residual` [rows, outputs] unless its handle is null, from which the sum of products
/// then goes on, plus bias[outputs] unless its handle is null, plus `count` adapters in their order. A weight that is not trained may be
/// of bfloat16 numbers.
ct_status ct_linear(ct_tensor x, ct_parameter weight, ct_parameter bias, ct_tensor residual, const ct_adapter *adapters,
                    int32_t count, ct_tensor *out);
ct_status ct_rms_norm_layer(ct_tensor x, ct_parameter weight, double epsilon, ct_tensor *out);
/// Each head of the queries and of the keys in qkv[tokens, (heads + 2 kv_heads) head_dim] normalised as a row of its own; weights: [head_dim].
ct_status ct_head_norm_layer(ct_tensor qkv, ct_parameter queries, ct_parameter keys, int32_t heads, int32_t kv_heads,
                             double epsilon, ct_tensor *out);
ct_status ct_swiglu_layer(ct_tensor gate_up, ct_tensor *out);
/// Causal attention over sequences laid end to end; see ck_attention. `offsets` has sequences + 1 numbers.
ct_status ct_attention_layer(ct_tensor qkv, ct_tensor rotary, int32_t heads, int32_t kv_heads, int32_t head_dim,
                             const int32_t *offsets, int32_t sequences, ct_tensor *out);
/// The log-probability of each row's target under softmax(x[rows, width] @ weight[vocabulary, width].T), [rows]; `entropies`, if not null,
/// receives [rows] without gradient. No more than `limit` logits are in memory at once, or one row's; it does not change a bit.
ct_status ct_target_log_probs(ct_tensor x, ct_parameter weight, const int32_t *targets, int64_t count, int64_t limit,
                              ct_tensor *out, ct_tensor *entropies);

#ifdef __cplusplus
}
#endif
#endif
