// RMSNorm over each head of queries and keys, as Qwen3 has it, on the kernels of whole rows.
#include <torch/csrc/autograd/custom_function.h>

#include "CKernels.h"
#include "guard.h"

using namespace ct;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {
// Where the heads of queries and of keys stand in a token's numbers.
struct heads_of {
    int64_t heads, kv_heads, dim;
    heads_of(const at::Tensor &qkv, int64_t heads, int64_t kv_heads)
        : heads(heads), kv_heads(kv_heads), dim(qkv.size(1) / (heads + 2 * kv_heads)) {
        TORCH_CHECK(dim * (heads + 2 * kv_heads) == qkv.size(1), "rows of ", qkv.size(1), " numbers are not ", heads,
                    " + 2 x ", kv_heads, " heads");
    }
    // Calls body(numbers before the token's heads, how many heads, whether they are keys) for each token, queries first.
    template <typename Body> void each(int64_t tokens, Body body) const {
        const int64_t stride = (heads + 2 * kv_heads) * dim;
        for (int64_t t = 0; t < tokens; t++) {
            body(t * stride, heads, false);
            body(t * stride + heads * dim, kv_heads, true);
        }
    }
};

struct HeadNorm : torch::autograd::Function<HeadNorm> {
    static at::Tensor forward(AutogradContext *context, at::Tensor qkv, at::Tensor queries, at::Tensor keys, int64_t heads,
                              int64_t kv_heads, double epsilon) {
        expect_floats(qkv, "what heads are normalised of");
        TORCH_CHECK(qkv.dim() == 2, "what heads are normalised of must be a matrix, not of shape ", qkv.sizes());
        const heads_of layout(qkv, heads, kv_heads);
        TORCH_CHECK(queries.numel() == layout.dim && keys.numel() == layout.dim, "normalisation weights of ", queries.numel(),
                    " and ", keys.numel(), " cannot scale heads of ", layout.dim);
        at::Tensor y = qkv.clone(), inverse = at::empty({qkv.size(0) * (heads + kv_heads)}, qkv.options());
        float *factor = write(inverse), *out = write(y);
        layout.each(qkv.size(0), [&](int64_t at, int64_t count, bool is_key) {
            ck_rms_norm(read(qkv) + at, read(is_key ? keys : queries), float(epsilon), out + at, factor, int32_t(count),
                        int32_t(layout.dim));
            factor += count;
        });
        context->save_for_backward({qkv, queries, keys, inverse});
        context->saved_data["heads"] = heads;
        context->saved_data["kv_heads"] = kv_heads;
        return y;
    }
    static variable_list backward(AutogradContext *context, variable_list grads) {
        auto saved = context->get_saved_variables();
        const at::Tensor &qkv = saved[0], &queries = saved[1], &keys = saved[2], &inverse = saved[3];
        const heads_of layout(qkv, context->saved_data["heads"].toInt(), context->saved_data["kv_heads"].toInt());
        at::Tensor grad = grads[0].contiguous(), grad_qkv = grad.clone();
        at::Tensor grad_queries = at::zeros_like(queries), grad_keys = at::zeros_like(keys);
        const float *factor = read(inverse);
        float *out = write(grad_qkv), *to_queries = write(grad_queries), *to_keys = write(grad_keys);
        layout.each(qkv.size(0), [&](int64_t at, int64_t count, bool is_key) {
            ck_rms_norm_backward(read(grad) + at, read(qkv) + at, read(is_key ? keys : queries), factor, out + at,
                                 is_key ? to_keys : to_queries, int32_t(count), int32_t(layout.dim));
            factor += count;
        });
        return {grad_qkv, grad_queries, grad_keys, at::Tensor(), at::Tensor(), at::Tensor()};
    }
};
}  // namespace

ct_status ct_head_norm_layer(ct_tensor qkv, ct_tensor queries, ct_tensor keys, int32_t heads, int32_t kv_heads, double epsilon,
                             ct_tensor *out) {
    return guarded([&] { *out = give(HeadNorm::apply(get(qkv), get(queries), get(keys), heads, kv_heads, epsilon)); });
}
