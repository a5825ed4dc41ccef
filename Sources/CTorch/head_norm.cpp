// RMSNorm over each head of queries and keys, as Qwen3 has it.
#include "parameter.h"

using namespace ct;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {
struct HeadNorm : torch::autograd::Function<HeadNorm> {
    static at::Tensor forward(AutogradContext *context, at::Tensor qkv, Parameter queries, Parameter keys, int64_t heads,
                              int64_t kv_heads, double epsilon) {
        expect_matrix(qkv, "what heads are normalised of");
        expect_floats(queries.values, "a normalisation's weight");
        expect_floats(keys.values, "a normalisation's weight");
        const int64_t width = qkv.size(1), dim = width / (heads + 2 * kv_heads);
        TORCH_CHECK(dim * (heads + 2 * kv_heads) == width, "rows of ", width, " numbers are not ", heads, " + 2 x ", kv_heads,
                    " heads");
        TORCH_CHECK(queries.values.numel() == dim && keys.values.numel() == dim, "normalisation weights of ",
                    queries.values.numel(), " and ", keys.values.numel(), " cannot scale heads of ", dim);
        const int rows = qkv.size(0);
        at::Tensor y = qkv.clone(), inverse = at::empty({rows * (heads + kv_heads)}, qkv.options());
        float *out = write(y), *factors = write(inverse);
        ck_head_norm(out, width, read(queries.values), float(epsilon), out, width, factors, rows, heads, dim);
        out += heads * dim, factors += rows * heads;
        ck_head_norm(out, width, read(keys.values), float(epsilon), out, width, factors, rows, kv_heads, dim);
        context->save_for_backward({qkv, inverse});
        queries.save(context, "queries");
        keys.save(context, "keys");
        context->saved_data["heads"] = heads;
        context->saved_data["kv_heads"] = kv_heads;
        return y;
    }
    static variable_list backward(AutogradContext *context, variable_list grads) {
        auto saved = context->get_saved_variables();
        const at::Tensor &qkv = saved[0], &inverse = saved[1];
        at::Tensor grad_qkv = grads[0].contiguous().clone();
        size_t at = 0, factor = 0;
        for (const char *part : {"queries", "keys"}) {
            Parameter weight = Parameter::saved(context, part);
            at::Tensor sum = weight.is_trained() ? weight.sum : at::zeros_like(weight.values);
            const int rows = qkv.size(0), width = qkv.size(1), dim = weight.values.numel();
            const int heads = context->saved_data[at == 0 ? "heads" : "kv_heads"].toInt();
            float *grad = write(grad_qkv) + at;
            ck_head_norm_backward(grad, width, read(qkv) + at, width, read(weight.values), read(inverse) + factor, grad, width,
                                  write(sum), rows, heads, dim);
            at += size_t(heads) * dim, factor += size_t(rows) * heads;
        }
        return {grad_qkv, at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor()};
    }
};
}  // namespace

ct_status ct_head_norm_layer(ct_tensor qkv, ct_parameter queries, ct_parameter keys, int32_t heads, int32_t kv_heads,
                             double epsilon, ct_tensor *out) {
    return guarded([&] {
        *out = give(HeadNorm::apply(get(qkv), Parameter::of(queries, "a normalisation"), Parameter::of(keys, "a normalisation"),
                                    heads, kv_heads, epsilon));
    });
}
