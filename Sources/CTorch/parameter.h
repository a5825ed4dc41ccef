// The parameters of layers as autograd functions see them. Gradients do not flow into them: each has a sum of its own, to which a
// backward pass adds in place, in the order of the rows. The sum goes on where the last pass ended, so that its bits do not depend on
// how the rows are cut into passes.
#pragma once

#include <torch/csrc/autograd/custom_function.h>

#include "CKernels.h"
#include "guard.h"

namespace ct {
inline void expect_matrix(const at::Tensor &t, const char *what) {
    expect_floats(t, what);
    TORCH_CHECK(t.dim() == 2, what, " must be a matrix, not of shape ", t.sizes());
}

/// `sum` is undefined where nothing is trained: then no gradient is computed.
struct Parameter {
    at::Tensor values, sum;

    static Parameter of(ct_parameter p, const char *what) {
        Parameter out;
        if (p.values.impl) out.values = get(p.values);
        if (p.sum.impl) {
            out.sum = get(p.sum);
            expect_floats(out.sum, "the sum of a gradient");
            TORCH_CHECK(out.values.defined() && out.sum.sizes() == out.values.sizes(), "a sum of shape ", out.sum.sizes(),
                        " cannot take the gradient of ", what);
        }
        return out;
    }
    bool is_trained() const { return sum.defined(); }

    void save(torch::autograd::AutogradContext *context, const char *name) const {
        context->saved_data[name] = values;
        context->saved_data[std::string(name) + ".sum"] = sum;
    }
    static Parameter saved(torch::autograd::AutogradContext *context, const char *name) {
        return {context->saved_data[name].toTensor(), context->saved_data[std::string(name) + ".sum"].toTensor()};
    }
};

/// A weight [outputs, inputs] by which rows are multiplied, of floats, or of bfloat16 numbers where it is not trained.
struct Matrix : Parameter {
    const void *kept;  // what packed() would make, or null

    static Matrix of(ct_parameter p) {
        Matrix out{Parameter::of(p, "a weight"), p.packed};
        if (out.is_halves()) {
            expect_halves(out.values, "a weight");
            TORCH_CHECK(!out.is_trained(), "a weight of bfloat16 numbers cannot be trained");
        } else {
            expect_floats(out.values, "a weight");
        }
        TORCH_CHECK(out.values.dim() == 2, "a weight must be a matrix, not of shape ", out.values.sizes());
        return out;
    }
    void save(torch::autograd::AutogradContext *context, const char *name) const {
        Parameter::save(context, name);
        context->saved_data[std::string(name) + ".kept"] = int64_t(reinterpret_cast<intptr_t>(kept));
    }
    static Matrix saved(torch::autograd::AutogradContext *context, const char *name) {
        const int64_t kept = context->saved_data[std::string(name) + ".kept"].toInt();
        return {Parameter::saved(context, name), reinterpret_cast<const void *>(intptr_t(kept))};
    }
    int outputs() const { return int(values.size(0)); }
    int inputs() const { return int(values.size(1)); }
    bool is_halves() const { return values.scalar_type() == at::kBFloat16; }

    /// As the products of a forward pass want it; undefined where that is kept.
    at::Tensor packed() const {
        if (kept) return {};
        at::Tensor out = at::empty({int64_t(ck_packed_count(outputs(), inputs()))}, values.options());
        if (is_halves())
            ck_pack_bf16(halves(values), outputs(), inputs(), reinterpret_cast<uint16_t *>(out.mutable_data_ptr<at::BFloat16>()));
        else
            ck_pack(read(values), outputs(), inputs(), write(out));
        return out;
    }
    /// y[rows, outputs] (+)= x[rows, inputs] @ weight.T
    void apply(const at::Tensor &packed, const float *x, int rows, float *y, bool adds) const {
        const void *panels = kept ? kept : packed.const_data_ptr();
        if (is_halves())
            ck_linear_bf16(x, static_cast<const uint16_t *>(panels), y, rows, inputs(), outputs(), adds);
        else
            ck_linear(x, static_cast<const float *>(panels), y, rows, inputs(), outputs(), adds);
    }
    /// grad_x[rows, inputs] = grad[rows, outputs] @ weight
    void pull_back(const float *grad, int rows, float *grad_x) const {
        if (is_halves())
            ck_product_bf16(rows, inputs(), outputs(), grad, outputs(), 1, halves(values), inputs(), grad_x, inputs(), 0);
        else
            ck_product(rows, inputs(), outputs(), grad, outputs(), 1, read(values), inputs(), grad_x, inputs(), 0);
    }
    /// sum += grad.T @ x, row after row
    void add_gradient(const float *grad, const float *x, int rows) {
        ck_product(outputs(), inputs(), rows, grad, 1, outputs(), x, inputs(), write(sum), inputs(), 1);
    }
};
}  // namespace ct
