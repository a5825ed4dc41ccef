// libtorch as a C API: status in band, message thread-local, opaque handles that the caller frees.
// The only place that sees libtorch's headers. All tensors are dense, contiguous, and on the CPU.
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
ct_status ct_from_ids(const int32_t *data, int64_t count, ct_tensor *out);
ct_status ct_zeros_like(ct_tensor tensor, ct_tensor *out);
int32_t ct_rank(ct_tensor tensor);
int64_t ct_size(ct_tensor tensor, int32_t dimension);
int64_t ct_count(ct_tensor tensor);
/// The numbers of a float tensor, valid while the tensor lives and is not written to.
ct_status ct_floats(ct_tensor tensor, float **out);
ct_status ct_item(ct_tensor tensor, double *out);

// Gradients.
ct_status ct_require_grad(ct_tensor tensor);
ct_status ct_detach(ct_tensor tensor, ct_tensor *out);
/// Turns the recording of gradients on or off in this thread; returns what it was.
int32_t ct_set_grad_enabled(int32_t enabled);
/// d loss / d inputs, without accumulating into the inputs. Null handles stand for inputs that do not matter.
ct_status ct_grad(ct_tensor loss, const ct_tensor *inputs, int32_t count, ct_tensor *out);

// Arithmetic, elementwise with libtorch's broadcasting.
typedef enum {
    CT_ADD, CT_SUBTRACT, CT_MULTIPLY, CT_DIVIDE, CT_MINIMUM, CT_MAXIMUM
} ct_binary;
ct_status ct_apply(ct_binary operation, ct_tensor a, ct_tensor b, ct_tensor *out);
ct_status ct_scale(ct_tensor a, double factor, double offset, ct_tensor *out);  // a * factor + offset
ct_status ct_exp(ct_tensor a, ct_tensor *out);
ct_status ct_clamp(ct_tensor a, double low, double high, ct_tensor *out);
ct_status ct_sum(ct_tensor a, ct_tensor *out);
ct_status ct_rows(ct_tensor a, ct_tensor indices, ct_tensor *out);  // a[indices, ...]
ct_status ct_reshape(ct_tensor a, const int64_t *shape, int32_t rank, ct_tensor *out);

// In place, outside of any graph.
ct_status ct_add_to(ct_tensor target, ct_tensor a);
ct_status ct_multiply_by(ct_tensor target, double factor);
ct_status ct_copy_to(ct_tensor target, ct_tensor a);
ct_status ct_squared_norm(ct_tensor a, double *out);

// Layers, each with its gradient, on the fused kernels of CKernels.
/// Rows of `weight`; the row `padding`, unless it is -1, gets no gradient.
ct_status ct_embedding(ct_tensor weight, ct_tensor ids, int64_t padding, ct_tensor *out);
/// x[rows, inputs] @ weight[outputs, inputs].T, plus `residual` [rows, outputs] unless its handle is null.
ct_status ct_linear(ct_tensor x, ct_tensor weight, ct_tensor residual, ct_tensor *out);
ct_status ct_rms_norm_layer(ct_tensor x, ct_tensor weight, double epsilon, ct_tensor *out);
ct_status ct_swiglu_layer(ct_tensor gate_up, ct_tensor *out);
/// Causal attention over sequences laid end to end; see ck_attention. `offsets` has sequences + 1 numbers.
ct_status ct_attention_layer(ct_tensor qkv, ct_tensor rotary, int32_t heads, int32_t kv_heads, int32_t head_dim,
                             const int32_t *offsets, int32_t sequences, ct_tensor *out);
/// The log-probability of each row's target, [rows]; `entropies`, if not null, receives [rows] without gradient.
ct_status ct_target_log_probs(ct_tensor logits, const int32_t *targets, ct_tensor *out, ct_tensor *entropies);

/// One step of AdamW (Loshchilov and Hutter, 2019) on `count` parameters, in place, by libtorch's fused kernel.
typedef struct {
    double learning_rate, beta1, beta2, epsilon, weight_decay;
    int64_t step;  // counts from 1
} ct_adamw;
ct_status ct_adamw_step(ct_adamw settings, const ct_tensor *parameters, const ct_tensor *gradients,
                        const ct_tensor *means, const ct_tensor *variances, int32_t count);

#ifdef __cplusplus
}
#endif
#endif
