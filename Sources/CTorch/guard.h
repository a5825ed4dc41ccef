// What every entry point shares: the one place that catches, and the way in and out of handles.
#pragma once

#include <ATen/ATen.h>

#include "include/CTorch.h"

namespace ct {
ct_status fail(ct_status status, const char *message) noexcept;

/// Makes libtorch compute on the calling thread alone, whichever that is. Work is cut into shards; a sum that libtorch cuts
/// too would have other bits with another number of cores.
void prepare_thread();

/// The only try/catch of the shim: every entry point that can throw is one `guarded` call.
template <typename Body> ct_status guarded(Body &&body) noexcept {
    try {
        prepare_thread();
        body();
        return CT_OK;
    } catch (const c10::OutOfMemoryError &e) {
        return fail(CT_OUT_OF_MEMORY, e.what_without_backtrace());
    } catch (const c10::Error &e) {
        return fail(CT_INVALID, e.what_without_backtrace());
    } catch (const std::bad_alloc &) {
        return fail(CT_OUT_OF_MEMORY, "out of memory");
    } catch (const std::exception &e) {
        return fail(CT_INTERNAL, e.what());
    } catch (...) {
        return fail(CT_INTERNAL, "unknown C++ exception");
    }
}

inline at::Tensor &get(ct_tensor t) { return *static_cast<at::Tensor *>(t.impl); }
inline ct_tensor give(at::Tensor t) { return {new at::Tensor(std::move(t))}; }

// Tensors for the kernels.
inline const float *read(const at::Tensor &t) { return t.const_data_ptr<float>(); }
inline float *write(at::Tensor &t) { return t.mutable_data_ptr<float>(); }
inline void expect_floats(const at::Tensor &t, const char *what) {
    TORCH_CHECK(t.scalar_type() == at::kFloat && t.is_contiguous() && t.is_cpu(), what,
                " must be contiguous floats on the CPU, not ", t.scalar_type(), " of shape ", t.sizes());
}
inline const uint16_t *halves(const at::Tensor &t) {
    return reinterpret_cast<const uint16_t *>(t.const_data_ptr<at::BFloat16>());
}
inline void expect_halves(const at::Tensor &t, const char *what) {
    TORCH_CHECK(t.scalar_type() == at::kBFloat16 && t.is_contiguous() && t.is_cpu(), what,
                " must be contiguous bfloat16 numbers on the CPU, not ", t.scalar_type(), " of shape ", t.sizes());
}
inline at::Tensor ids(const int32_t *data, int64_t count) {
    at::Tensor t = at::empty({count}, at::kInt);
    if (count > 0) std::memcpy(t.data_ptr(), data, t.nbytes());
    return t;
}

inline std::vector<at::Tensor> list(const ct_tensor *tensors, int32_t count) {
    std::vector<at::Tensor> out;
    out.reserve(count);
    for (int32_t i = 0; i < count; i++) out.push_back(get(tensors[i]));
    return out;
}
}  // namespace ct
