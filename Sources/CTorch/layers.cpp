// Layers as autograd functions over the fused kernels. Each saves what its gradient needs and nothing more.
#include <algorithm>

#include "adapter.h"
#include "parameter.h"

using namespace ct;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {
struct Linear : torch::autograd::Function<Linear> {
    static at::Tensor forward(AutogradContext *context, at::Tensor x, std::optional<at::Tensor> residual, Matrix weight,
                              Parameter bias, std::vector<Adapter> adapters) {
        expect_matrix(x, "a linear layer's input");
        const int rows = x.size(0), outputs = weight.outputs();
        TORCH_CHECK(weight.inputs() == x.size(1), "a weight of shape ", weight.values.sizes(), " cannot take ", x.size(1),
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
        weight.apply(weight.packed(), read(x), rows, write(y), residual.has_value());
        if (bias.values.defined()) {
            expect_floats(bias.values, "a bias");
            TORCH_CHECK(bias.values.numel() == outputs, "a bias of ", bias.values.numel(), " does not fit ", outputs,
                        " outputs");
            ck_add_rows(write(y), read(bias.values), rows, outputs);
        }
        bool needs_x = weight.is_trained();
        std::vector<at::Tensor> saved{at::Tensor()};
        for (size_t i = 0; i < adapters.size(); i++) {
            const Adapter &adapter = adapters[i];
            adapter.check(weight.inputs(), outputs);
            const at::Tensor low = adapter.apply(x, y);
            saved.push_back(adapter.up.is_trained() ? low : at::Tensor());
            needs_x = needs_x || adapter.up.is_trained();
            const std::string name = "adapter" + std::to_string(i);
            adapter.down.save(context, (name + ".down").c_str());
            adapter.up.save(context, (name + ".up").c_str());
            context->saved_data[name + ".scale"] = double(adapter.scale);
            context->saved_data[name + ".column"] = adapter.column;
        }
        if (needs_x) saved[0] = x;
        context->save_for_backward(saved);
        weight.save(context, "weight");
        bias.save(context, "bias");
        context->saved_data["residual"] = residual.has_value();
        context->saved_data["adapters"] = int64_t(adapters.size());
        return y;
    }
    static variable_list backward(AutogradContext *context, variable_list grads) {
        const auto saved = context->get_saved_variables();
        const at::Tensor grad = grads[0].contiguous(), x = saved[0];
        Matrix weight = Matrix::saved(context, "weight");
        Parameter bias = Parameter::saved(context, "bias");
        const int rows = grad.size(0);
        at::Tensor grad_x;
        if (context->needs_input_grad(0)) {
            grad_x = at::empty({rows, weight.inputs()}, grad.options());
            weight.pull_back(read(grad), rows, write(grad_x));
        }
        if (weight.is_trained()) weight.add_gradient(read(grad), read(x), rows);
        if (bias.is_trained()) ck_column_sums_add(read(grad), rows, weight.outputs(), write(bias.sum));
        for (int64_t i = 0; i < context->saved_data["adapters"].toInt(); i++) {
            const std::string name = "adapter" + std::to_string(i);
            Adapter adapter{Parameter::saved(context, (name + ".down").c_str()), Parameter::saved(context, (name + ".up").c_str()),
                            float(context->saved_data[name + ".scale"].toDouble()),
                            context->saved_data[name + ".column"].toInt()};
            adapter.pull_back(grad, x, saved[size_t(i) + 1], grad_x);
        }
        return {grad_x, context->saved_data["residual"].toBool() ? grad : at::Tensor(), at::Tensor(), at::Tensor(),
                at::Tensor()};
    }
};

struct RmsNorm : torch::autograd::Function<RmsNorm> {
    static at::Tensor forward(AutogradContext *context, at::Tensor x, Parameter weight, double epsilon) {
        expect_matrix(x, "a normalisation's input");
        expect_floats(weight.values, "a normalisation's weight");
        TORCH_CHECK(weight.values.numel() == x.size(1), "a normalisation weight of ", weight.values.numel(),
                    " cannot scale rows of ", x.size(1));
        at::Tensor y = at::empty_like(x), inverse = at::empty({x.size(0)}, x.options());
        ck_rms_norm(read(x), read(weight.values), float(epsilon), write(y), write(inverse), x.size(0), x.size(1));
        context->save_for_backward({x, inverse});
        weight.save(context, "weight");
        return y;
    }
    static variable_list backward(AutogradContext *context, variable_list grads) {
        auto saved = context->get_saved_variables();
        const at::Tensor &x = saved[0], &inverse = saved[1];
        Parameter weight = Parameter::saved(context, "weight");
        at::Tensor grad = grads[0].contiguous(), grad_x = at::empty_like(x);
        at::Tensor sum = weight.is_trained() ? weight.sum : at::zeros_like(weight.values);
        ck_rms_norm_backward(read(grad), read(x), read(weight.values), read(inverse), write(grad_x), write(sum), x.size(0),
                             x.size(1));
        return {grad_x, at::Tensor(), at::Tensor()};
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

// The log-probabilities of targets under the softmax of x @ weight.T. Logits are computed a part of the rows at a time, and again in
// the backward pass, unless all of them fit into one part.
struct TargetLogProbs : torch::autograd::Function<TargetLogProbs> {
    static variable_list forward(AutogradContext *context, at::Tensor x, at::Tensor targets, Matrix weight,
                                 bool with_entropies, int64_t limit) {
        expect_matrix(x, "what is made logits of");
        const int rows = x.size(0), vocabulary = weight.outputs();
        TORCH_CHECK(weight.inputs() == x.size(1), "an output weight of shape ", weight.values.sizes(), " cannot take ",
                    x.size(1), " inputs");
        TORCH_CHECK(targets.numel() == rows, targets.numel(), " targets do not fit ", rows, " rows");
        const int32_t *ids = targets.const_data_ptr<int32_t>();
        for (int i = 0; i < rows; i++)
            TORCH_CHECK(ids[i] >= 0 && ids[i] < vocabulary, "target ", ids[i], " is outside of the vocabulary of ",
                        vocabulary);
        at::Tensor out = at::empty({rows}, x.options());
        at::Tensor entropies = with_entropies ? at::empty({rows}, x.options()) : at::Tensor();
        const int part = rows_at_once(rows, vocabulary, limit);
        at::Tensor logits = at::empty({part, vocabulary}, x.options());
        const at::Tensor packed = weight.packed();
        for (int i = 0; i < rows; i += part) {
            const int n = std::min(part, rows - i);
            weight.apply(packed, read(x) + size_t(i) * x.size(1), n, write(logits), false);
            ck_log_probs(read(logits), n, vocabulary, ids + i, write(out) + i, with_entropies ? write(entropies) + i : nullptr);
        }
        context->save_for_backward({x, targets, out, part == rows ? logits : at::Tensor()});
        weight.save(context, "weight");
        context->saved_data["part"] = int64_t(part);
        if (with_entropies) context->mark_non_differentiable({entropies});
        return with_entropies ? variable_list{out, entropies} : variable_list{out};
    }
    static variable_list backward(AutogradContext *context, variable_list grads) {
        auto saved = context->get_saved_variables();
        const at::Tensor &x = saved[0], &targets = saved[1], &log_probs = saved[2], &kept = saved[3];
        Matrix weight = Matrix::saved(context, "weight");
        const int rows = x.size(0), width = x.size(1), vocabulary = weight.outputs();
        const int part = int(context->saved_data["part"].toInt());
        const at::Tensor grad = grads[0].contiguous();
        // The gradient takes the place of the logits, unless these are kept, for somebody may go this way again.
        at::Tensor grad_logits = at::empty({part, vocabulary}, x.options());
        const at::Tensor packed = kept.defined() ? at::Tensor() : weight.packed();
        at::Tensor grad_x = context->needs_input_grad(0) ? at::empty_like(x) : at::Tensor();
        for (int i = 0; i < rows; i += part) {
            const int n = std::min(part, rows - i);
            const float *inputs = read(x) + size_t(i) * width;
            if (!kept.defined()) weight.apply(packed, inputs, n, write(grad_logits), false);
            ck_log_probs_backward(read(grad) + i, kept.defined() ? read(kept) : read(grad_logits), read(log_probs) + i,
                                  targets.const_data_ptr<int32_t>() + i, write(grad_logits), n, vocabulary);
            if (grad_x.defined()) weight.pull_back(read(grad_logits), n, write(grad_x) + size_t(i) * width);
            if (weight.is_trained()) weight.add_gradient(read(grad_logits), inputs, n);
        }
        return {grad_x, at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor()};
    }

  private:
    // As many as have at most `limit` logits.
    static int rows_at_once(int rows, int vocabulary, int64_t limit) {
        return int(std::clamp<int64_t>(limit / std::max(1, vocabulary), 1, std::max(1, rows)));
    }
};
}  // namespace

ct_status ct_linear(ct_tensor x, ct_parameter weight, ct_parameter bias, ct_tensor residual, const ct_adapter *adapters,
                    int32_t count, ct_tensor *out) {
    return guarded([&] {
        std::optional<at::Tensor> added;
        if (residual.impl) added = get(residual);
        *out = give(Linear::apply(get(x), added, Matrix::of(weight), Parameter::of(bias, "a bias"),
                                  Adapter::list(adapters, count)));
    });
}
ct_status ct_rms_norm_layer(ct_tensor x, ct_parameter weight, double epsilon, ct_tensor *out) {
    return guarded([&] { *out = give(RmsNorm::apply(get(x), Parameter::of(weight, "a normalisation"), epsilon)); });
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
ct_status ct_target_log_probs(ct_tensor x, ct_parameter weight, const int32_t *targets, int64_t count, int64_t limit,
                              ct_tensor *out, ct_tensor *entropies) {
    return guarded([&] {
        variable_list results = TargetLogProbs::apply(get(x), ids(targets, count), Matrix::of(weight), entropies != nullptr, limit);
        *out = give(results[0]);
        if (entropies) *entropies = give(results[1]);
    });
}
