// Layers as autograd functions over the fused kernels. Each saves what its gradient needs and nothing more.
#include <torch/csrc/autograd/custom_function.h>

#include "CKernels.h"
#include "guard.h"

using namespace ct;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {
void expect_matrix(const at::Tensor &t, const char *what) {
    expect_floats(t, what);
    TORCH_CHECK(t.dim() == 2, what, " must be a matrix, not of shape ", t.sizes());
}

struct Linear : torch::autograd::Function<Linear> {
    static at::Tensor forward(AutogradContext *context, at::Tensor x, at::Tensor weight,
                              std::optional<at::Tensor> residual) {
        expect_matrix(x, "a linear layer's input");
        expect_matrix(weight, "a linear layer's weight");
        const int rows = x.size(0), inputs = x.size(1), outputs = weight.size(0);
        TORCH_CHECK(weight.size(1) == inputs, "a weight of shape ", weight.sizes(), " cannot take ", inputs,
                    " inputs");
        at::Tensor y;
        if (residual) {
            expect_matrix(*residual, "a linear layer's residual");
            TORCH_CHECK(residual->size(0) == rows && residual->size(1) == outputs, "a residual of shape ",
                        residual->sizes(), " does not fit an output of ", rows, " x ", outputs);
            y = residual->clone();
        } else {
            y = at::empty({rows, outputs}, x.options());
        }
        at::Tensor packed = at::empty({int64_t(ck_packed_count(outputs, inputs))}, x.options());
        ck_pack(read(weight), outputs, inputs, write(packed));
        ck_linear(read(x), read(packed), write(y), rows, inputs, outputs, residual.has_value());
        context->save_for_backward({x, weight});
        context->saved_data["residual"] = residual.has_value();
        return y;
    }
    static variable_list backward(AutogradContext *context, variable_list grads) {
        auto saved = context->get_saved_variables();
        const at::Tensor &x = saved[0], &weight = saved[1];
        at::Tensor grad = grads[0].contiguous();
        const int rows = x.size(0), inputs = x.size(1), outputs = weight.size(0);
        at::Tensor grad_x, grad_weight;
        if (context->needs_input_grad(0)) {
            grad_x = at::empty_like(x);
            ck_product(rows, inputs, outputs, read(grad), outputs, 1, read(weight), inputs, write(grad_x), inputs, 0);
        }
        if (context->needs_input_grad(1)) {
            grad_weight = at::empty_like(weight);
            ck_product(outputs, inputs, rows, read(grad), 1, outputs, read(x), inputs, write(grad_weight), inputs, 0);
        }
        return {grad_x, grad_weight, context->saved_data["residual"].toBool() ? grad : at::Tensor()};
    }
};

struct RmsNorm : torch::autograd::Function<RmsNorm> {
    static at::Tensor forward(AutogradContext *context, at::Tensor x, at::Tensor weight, double epsilon) {
        expect_matrix(x, "a normalisation's input");
        TORCH_CHECK(weight.numel() == x.size(1), "a normalisation weight of ", weight.numel(), " cannot scale rows of ",
                    x.size(1));
        at::Tensor y = at::empty_like(x), inverse = at::empty({x.size(0)}, x.options());
        ck_rms_norm(read(x), read(weight), float(epsilon), write(y), write(inverse), x.size(0), x.size(1));
        context->save_for_backward({x, weight, inverse});
        return y;
    }
    static variable_list backward(AutogradContext *context, variable_list grads) {
        auto saved = context->get_saved_variables();
        const at::Tensor &x = saved[0], &weight = saved[1], &inverse = saved[2];
        at::Tensor grad = grads[0].contiguous(), grad_x = at::empty_like(x), grad_weight = at::zeros_like(weight);
        ck_rms_norm_backward(read(grad), read(x), read(weight), read(inverse), write(grad_x), write(grad_weight),
                             x.size(0), x.size(1));
        return {grad_x, grad_weight, at::Tensor()};
    }
};

struct SwiGLU : torch::autograd::Function<SwiGLU> {
    static at::Tensor forward(AutogradContext *context, at::Tensor gate_up) {
        expect_matrix(gate_up, "a gated layer's input");
        at::Tensor y = at::empty({gate_up.size(0), gate_up.size(1) / 2}, gate_up.options());
        ck_swiglu(read(gate_up), write(y), y.size(0), y.size(1));
        context->save_for_backward({gate_up});
        return y;
    }
    static variable_list backward(AutogradContext *context, variable_list grads) {
        at::Tensor gate_up = context->get_saved_variables()[0], grad = grads[0].contiguous();
        at::Tensor out = at::empty_like(gate_up);
        ck_swiglu_backward(read(grad), read(gate_up), write(out), grad.size(0), grad.size(1));
        return {out};
    }
};

struct Attention : torch::autograd::Function<Attention> {
    static at::Tensor forward(AutogradContext *context, at::Tensor qkv, at::Tensor rotary, at::Tensor offsets,
                              int64_t heads, int64_t kv_heads, int64_t head_dim) {
        expect_matrix(qkv, "an attention layer's input");
        expect_matrix(rotary, "a table of rotary angles");
        ck_attention_shape shape{int32_t(heads), int32_t(kv_heads), int32_t(head_dim)};
        const int sequences = offsets.numel() - 1;
        const int32_t *starts = offsets.const_data_ptr<int32_t>();
        TORCH_CHECK(head_dim % 2 == 0 && heads % kv_heads == 0, "attention needs an even head size and heads shared evenly,"
                    " not ", heads, " heads of ", head_dim, " over ", kv_heads);
        TORCH_CHECK(qkv.size(1) == (heads + 2 * kv_heads) * head_dim && rotary.size(1) == head_dim,
                    "attention input of shape ", qkv.sizes(), " does not fit its heads");
        TORCH_CHECK(starts[sequences] == qkv.size(0), "sequences of ", starts[sequences], " tokens do not fit ",
                    qkv.size(0), " rows");
        for (int s = 0; s < sequences; s++)
            TORCH_CHECK(starts[s] < starts[s + 1] && starts[s + 1] - starts[s] <= rotary.size(0), "a sequence of ",
                        starts[s + 1] - starts[s], " tokens; 1 to ", rotary.size(0), " are allowed");
        at::Tensor y = at::empty({qkv.size(0), heads * head_dim}, qkv.options());
        at::Tensor log_sums = at::empty({heads, qkv.size(0)}, qkv.options());
        ck_attention(shape, read(qkv), starts, sequences, read(rotary), write(y), write(log_sums));
        context->save_for_backward({qkv, rotary, offsets, y, log_sums});
        context->saved_data["heads"] = heads;
        context->saved_data["kv_heads"] = kv_heads;
        context->saved_data["head_dim"] = head_dim;
        return y;
    }
    static variable_list backward(AutogradContext *context, variable_list grads) {
        auto saved = context->get_saved_variables();
        const at::Tensor &qkv = saved[0], &rotary = saved[1], &offsets = saved[2], &y = saved[3], &log_sums = saved[4];
        ck_attention_shape shape{int32_t(context->saved_data["heads"].toInt()),
                                 int32_t(context->saved_data["kv_heads"].toInt()),
                                 int32_t(context->saved_data["head_dim"].toInt())};
        at::Tensor grad = grads[0].contiguous(), out = at::empty_like(qkv);
        ck_attention_backward(shape, read(grad), read(qkv), read(y), read(log_sums), offsets.const_data_ptr<int32_t>(),
                              offsets.numel() - 1, read(rotary), write(out));
        return {out, at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor()};
    }
};

struct TargetLogProbs : torch::autograd::Function<TargetLogProbs> {
    static variable_list forward(AutogradContext *context, at::Tensor logits, at::Tensor targets) {
        expect_matrix(logits, "logits");
        const int rows = logits.size(0), vocabulary = logits.size(1);
        TORCH_CHECK(targets.numel() == rows, targets.numel(), " targets do not fit ", rows, " rows of logits");
        const int32_t *ids = targets.const_data_ptr<int32_t>();
        for (int i = 0; i < rows; i++)
            TORCH_CHECK(ids[i] >= 0 && ids[i] < vocabulary, "target ", ids[i], " is outside of the vocabulary of ",
                        vocabulary);
        at::Tensor out = at::empty({rows}, logits.options()), entropies = at::empty({rows}, logits.options());
        ck_log_probs(read(logits), rows, vocabulary, ids, write(out), write(entropies));
        context->save_for_backward({logits, targets, out});
        context->mark_non_differentiable({entropies});
        return {out, entropies};
    }
    static variable_list backward(AutogradContext *context, variable_list grads) {
        auto saved = context->get_saved_variables();
        const at::Tensor &logits = saved[0], &targets = saved[1], &log_probs = saved[2];
        at::Tensor grad = grads[0].contiguous(), out = at::empty_like(logits);
        ck_log_probs_backward(read(grad), read(logits), read(log_probs), targets.const_data_ptr<int32_t>(), write(out),
                              logits.size(0), logits.size(1));
        return {out, at::Tensor()};
    }
};
}  // namespace

ct_status ct_linear(ct_tensor x, ct_tensor weight, ct_tensor residual, ct_tensor *out) {
    return guarded([&] {
        std::optional<at::Tensor> added;
        if (residual.impl) added = get(residual);
        *out = give(Linear::apply(get(x), get(weight), added));
    });
}
ct_status ct_rms_norm_layer(ct_tensor x, ct_tensor weight, double epsilon, ct_tensor *out) {
    return guarded([&] { *out = give(RmsNorm::apply(get(x), get(weight), epsilon)); });
}
ct_status ct_swiglu_layer(ct_tensor gate_up, ct_tensor *out) {
    return guarded([&] { *out = give(SwiGLU::apply(get(gate_up))); });
}
ct_status ct_attention_layer(ct_tensor qkv, ct_tensor rotary, int32_t heads, int32_t kv_heads, int32_t head_dim,
                             const int32_t *offsets, int32_t sequences, ct_tensor *out) {
    return guarded([&] {
        *out = give(Attention::apply(get(qkv), get(rotary), ids(offsets, sequences + 1), heads, kv_heads, head_dim));
    });
}
ct_status ct_target_log_probs(ct_tensor logits, const int32_t *targets, ct_tensor *out, ct_tensor *entropies) {
    return guarded([&] {
        variable_list results = TargetLogProbs::apply(get(logits), ids(targets, get(logits).size(0)));
        *out = give(results[0]);
        if (entropies) *entropies = give(results[1]);
    });
}
