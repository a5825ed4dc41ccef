// What rounds or adds up beside the layers, as autograd functions over CKernels: libtorch would choose its instructions and the
// order of its sums by the CPU.
#include <torch/csrc/autograd/custom_function.h>

#include "CKernels.h"
#include "guard.h"

using namespace ct;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {
void expect_rows(const int32_t *numbers, int64_t count, int64_t rows) {
    for (int64_t i = 0; i < count; i++)
        TORCH_CHECK(numbers[i] >= 0 && numbers[i] < rows, "row ", numbers[i], " was asked for; there are ", rows);
}

struct Exponential : torch::autograd::Function<Exponential> {
    static at::Tensor forward(AutogradContext *context, at::Tensor x) {
        expect_floats(x, "what exp is taken of");
        at::Tensor y = at::empty_like(x);
        ck_exp(read(x), write(y), x.numel());
        context->save_for_backward({y});
        return y;
    }
    static variable_list backward(AutogradContext *context, variable_list grads) {
        return {grads[0] * context->get_saved_variables()[0]};
    }
};

struct Sum : torch::autograd::Function<Sum> {
    static at::Tensor forward(AutogradContext *context, at::Tensor x) {
        expect_floats(x, "what is added up");
        context->save_for_backward({x});
        return at::full({}, float(ck_sum(read(x), x.numel())), x.options());
    }
    static variable_list backward(AutogradContext *context, variable_list grads) {
        return {grads[0].expand(context->get_saved_variables()[0].sizes()).contiguous()};
    }
};

struct Rows : torch::autograd::Function<Rows> {
    static at::Tensor forward(AutogradContext *context, at::Tensor x, at::Tensor indices) {
        expect_floats(x, "what rows are taken of");
        TORCH_CHECK(x.dim() >= 1, "a single number has no rows");
        const int32_t *numbers = indices.const_data_ptr<int32_t>();
        expect_rows(numbers, indices.numel(), x.size(0));
        std::vector<int64_t> shape = x.sizes().vec();
        shape[0] = indices.numel();
        at::Tensor y = at::empty(shape, x.options());
        ck_gather(read(x), numbers, int32_t(indices.numel()), width(x), write(y));
        context->save_for_backward({indices});
        context->saved_data["shape"] = x.sizes().vec();
        return y;
    }
    static variable_list backward(AutogradContext *context, variable_list grads) {
        const at::Tensor indices = context->get_saved_variables()[0], grad = grads[0].contiguous();
        at::Tensor out = at::zeros(context->saved_data["shape"].toIntVector(), grad.options());
        ck_scatter_add(read(grad), indices.const_data_ptr<int32_t>(), int32_t(indices.numel()), width(out),
                       -1, write(out));
        return {out, at::Tensor()};
    }

  private:
    static int32_t width(const at::Tensor &x) {
        int64_t width = 1;
        for (int64_t i = 1; i < x.dim(); i++) width *= x.size(i);
        return int32_t(width);
    }
};
}  // namespace

ct_status ct_exp(ct_tensor a, ct_tensor *out) {
    return guarded([&] { *out = give(Exponential::apply(get(a))); });
}
ct_status ct_sum(ct_tensor a, ct_tensor *out) {
    return guarded([&] { *out = give(Sum::apply(get(a))); });
}
ct_status ct_add_to_rows(ct_tensor target, ct_tensor a, const int32_t *indices, int64_t count, int32_t padding) {
    return guarded([&] {
        at::Tensor &sums = get(target);
        const at::Tensor &x = get(a);
        expect_floats(sums, "what rows are added to");
        expect_floats(x, "rows that are added");
        TORCH_CHECK(x.dim() == 2 && sums.dim() == 2 && x.size(0) == count && x.size(1) == sums.size(1), "rows of shape ",
                    x.sizes(), " cannot be added to ", count, " rows of ", sums.sizes());
        expect_rows(indices, count, sums.size(0));
        ck_scatter_add(read(x), indices, int32_t(count), int32_t(x.size(1)), padding, write(sums));
    });
}
ct_status ct_rows(ct_tensor a, const int32_t *indices, int64_t count, ct_tensor *out) {
    return guarded([&] {
        const at::Tensor &x = get(a);
        if (x.scalar_type() == at::kBFloat16) {
            // No gradient flows to bfloat16 numbers.
            expect_rows(indices, count, x.size(0));
            *out = give(x.detach().index_select(0, ids(indices, count)).to(at::kFloat));
        } else {
            *out = give(Rows::apply(x, ids(indices, count)));
        }
    });
}
