// Tensors in and out, arithmetic, gradients.
#include <ATen/Parallel.h>
#include <malloc.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/grad_mode.h>
#include <torch/version.h>

#include <string>

#include "guard.h"

using namespace ct;

namespace {
thread_local std::string last_error;
}

ct_status ct::fail(ct_status status, const char *message) noexcept {
    try {
        last_error = message;
    } catch (...) {
    }
    return status;
}

void ct::prepare_thread() {
    static const bool heap_is_kept = [] {
        // A page fault costs more than a small matrix product: large blocks come from the heap, and stay there.
        mallopt(M_MMAP_THRESHOLD, 1 << 30);
        mallopt(M_TRIM_THRESHOLD, 1 << 30);
        mallopt(M_TOP_PAD, 64 << 20);
        return true;
    }();
    static thread_local const bool is_alone = [] {
        at::set_num_threads(1);
        return true;
    }();
    (void)heap_is_kept, (void)is_alone;
}

const char *ct_last_error(void) { return last_error.c_str(); }
const char *ct_version(void) { return TORCH_VERSION; }

void ct_tensor_free(ct_tensor tensor) { delete static_cast<at::Tensor *>(tensor.impl); }

ct_status ct_from_floats(const float *data, const int64_t *shape, int32_t rank, ct_tensor *out) {
    return guarded([&] {
        at::Tensor t = at::empty(at::IntArrayRef(shape, size_t(rank)), at::kFloat);
        if (t.numel() > 0) std::memcpy(t.data_ptr(), data, t.nbytes());
        *out = give(std::move(t));
    });
}
ct_status ct_zeros(const int64_t *shape, int32_t rank, ct_tensor *out) {
    return guarded([&] { *out = give(at::zeros(at::IntArrayRef(shape, size_t(rank)), at::kFloat)); });
}
ct_status ct_zeros_like(ct_tensor tensor, ct_tensor *out) {
    return guarded([&] { *out = give(at::zeros(get(tensor).sizes(), at::kFloat)); });
}
ct_status ct_to_bfloat16(ct_tensor tensor, ct_tensor *out) {
    return guarded([&] { *out = give(get(tensor).detach().to(at::kBFloat16)); });
}
ct_status ct_to_floats(ct_tensor tensor, ct_tensor *out) {
    return guarded([&] { *out = give(get(tensor).detach().to(at::kFloat)); });
}
int32_t ct_is_bfloat16(ct_tensor tensor) { return get(tensor).scalar_type() == at::kBFloat16; }
ct_status ct_halves(ct_tensor tensor, const uint16_t **out) {
    return guarded([&] {
        expect_halves(get(tensor), "a tensor whose bfloat16 numbers are read");
        *out = halves(get(tensor));
    });
}
int32_t ct_rank(ct_tensor tensor) { return int32_t(get(tensor).dim()); }
int64_t ct_size(ct_tensor tensor, int32_t dimension) { return get(tensor).sizes()[dimension]; }
int64_t ct_count(ct_tensor tensor) { return get(tensor).numel(); }
ct_status ct_floats(ct_tensor tensor, float **out) {
    return guarded([&] {
        at::Tensor &t = get(tensor);
        TORCH_CHECK(t.is_contiguous(), "the numbers of a tensor that is not contiguous were asked for");
        *out = t.data_ptr<float>();
    });
}
ct_status ct_item(ct_tensor tensor, double *out) {
    return guarded([&] { *out = get(tensor).item<double>(); });
}

ct_status ct_require_grad(ct_tensor tensor) {
    return guarded([&] { get(tensor).set_requires_grad(true); });
}
ct_status ct_detach(ct_tensor tensor, ct_tensor *out) {
    return guarded([&] { *out = give(get(tensor).detach()); });
}
int32_t ct_set_grad_enabled(int32_t enabled) {
    bool before = at::GradMode::is_enabled();
    at::GradMode::set_enabled(enabled != 0);
    return before;
}
int32_t ct_requires_grad(ct_tensor tensor) { return get(tensor).requires_grad(); }
ct_status ct_pull_back(ct_tensor y, ct_tensor grad, const ct_tensor *inputs, int32_t count, ct_tensor *out) {
    return guarded([&] {
        std::vector<at::Tensor> given;
        if (grad.impl) given.push_back(get(grad));
        auto grads = torch::autograd::grad({get(y)}, list(inputs, count), given, false, false, true);
        for (int32_t i = 0; i < count; i++)
            out[i] = grads[i].defined() ? give(grads[i].contiguous()) : ct_tensor{nullptr};
    });
}

ct_status ct_apply(ct_binary operation, ct_tensor a, ct_tensor b, ct_tensor *out) {
    return guarded([&] {
        const at::Tensor &x = get(a), &y = get(b);
        TORCH_CHECK(x.sizes() == y.sizes(), "tensors of shapes ", x.sizes(), " and ", y.sizes(),
                    " cannot be combined element by element");
        switch (operation) {
        case CT_ADD: *out = give(x + y); break;
        case CT_SUBTRACT: *out = give(x - y); break;
        case CT_MULTIPLY: *out = give(x * y); break;
        case CT_MINIMUM: *out = give(at::minimum(x, y)); break;
        case CT_MAXIMUM: *out = give(at::maximum(x, y)); break;
        }
    });
}
ct_status ct_scale(ct_tensor a, double factor, ct_tensor *out) {
    return guarded([&] { *out = give(get(a) * factor); });
}
ct_status ct_clamp(ct_tensor a, double low, double high, ct_tensor *out) {
    return guarded([&] { *out = give(at::clamp(get(a), low, high)); });
}
ct_status ct_reshape(ct_tensor a, const int64_t *shape, int32_t rank, ct_tensor *out) {
    return guarded([&] { *out = give(get(a).reshape(at::IntArrayRef(shape, size_t(rank)))); });
}

ct_status ct_add_to(ct_tensor target, ct_tensor a) {
    return guarded([&] {
        at::NoGradGuard guard;
        get(target).add_(get(a));
    });
}
ct_status ct_multiply_by(ct_tensor target, double factor) {
    return guarded([&] {
        at::NoGradGuard guard;
        get(target).mul_(factor);
    });
}
ct_status ct_copy_to(ct_tensor target, ct_tensor a) {
    return guarded([&] {
        at::NoGradGuard guard;
        TORCH_CHECK(get(target).sizes() == get(a).sizes(), "a tensor of shape ", get(a).sizes(),
                    " cannot be copied into one of shape ", get(target).sizes());
        get(target).copy_(get(a));
    });
}
