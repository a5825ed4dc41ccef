// Low-rank adapters of a linear layer (Hu et al., "LoRA", arXiv 2106.09685), as its autograd function sees them.
#pragma once

#include <vector>

#include "parameter.h"

namespace ct {
/// y[:, column..] += scale (x @ down.T) @ up.T; down: [rank, inputs], up: [outputs, rank].
struct Adapter {
    Parameter down, up;
    float scale;
    int64_t column;

    static std::vector<Adapter> list(const ct_adapter *adapters, int32_t count) {
        std::vector<Adapter> out;
        for (int32_t i = 0; i < count; i++)
            out.push_back({Parameter::of(adapters[i].down, "an adapter's first matrix"),
                           Parameter::of(adapters[i].up, "an adapter's second matrix"), adapters[i].scale, adapters[i].column});
        return out;
    }
    int rank() const { return int(down.values.size(0)); }
    int outputs() const { return int(up.values.size(0)); }

    void check(int inputs, int all_outputs) const {
        expect_matrix(down.values, "an adapter's first matrix");
        expect_matrix(up.values, "an adapter's second matrix");
        TORCH_CHECK(down.values.size(1) == inputs && up.values.size(1) == rank() && column >= 0 &&
                        column + outputs() <= all_outputs,
                    "an adapter of shapes ", down.values.sizes(), " and ", up.values.sizes(), " does not fit ", inputs,
                    " inputs and the outputs ", column, " to ", all_outputs);
        TORCH_CHECK(down.is_trained() == up.is_trained(), "the two matrices of an adapter are trained together");
    }
    /// Adds to y[rows, width]. Returns scale (x @ down.T), [rows, rank].
    at::Tensor apply(const at::Tensor &x, at::Tensor &y) const {
        const int rows = int(x.size(0)), inputs = int(x.size(1));
        at::Tensor packed = at::empty({int64_t(ck_packed_count(rank(), inputs))}, x.options());
        ck_pack(read(down.values), rank(), inputs, write(packed));
        const at::Tensor turned = up.values.t().contiguous();
        at::Tensor low = at::empty({rows, rank()}, x.options());
        ck_adapter(read(x), read(packed), read(turned), scale, write(low), write(y) + column, y.size(1), rows, inputs, rank(),
                   outputs());
        return low;
    }
    /// Adds to the sums of both matrices, and to grad_x[rows, inputs] where it is defined; `low` is what `apply` gave.
    void pull_back(const at::Tensor &grad, const at::Tensor &x, const at::Tensor &low, at::Tensor &grad_x) {
        const int rows = int(grad.size(0)), inputs = int(down.values.size(1));
        const size_t width = grad.size(1);
        const float *g = read(grad) + column;
        at::Tensor grad_low = at::empty({rows, rank()}, grad.options());
        ck_product(rows, rank(), outputs(), g, width, 1, read(up.values), rank(), write(grad_low), rank(), 0);
        float *numbers = write(grad_low);
        for (int64_t i = 0; i < grad_low.numel(); i++) numbers[i] *= scale;
        if (grad_x.defined())
            ck_product(rows, inputs, rank(), read(grad_low), rank(), 1, read(down.values), inputs, write(grad_x), inputs, 1);
        if (!up.is_trained()) return;
        ck_product(outputs(), rank(), rows, g, 1, width, read(low), rank(), write(up.sum), rank(), 1);
        ck_product(rank(), inputs, rows, read(grad_low), 1, rank(), read(x), inputs, write(down.sum), inputs, 1);
    }
};
}  // namespace ct
