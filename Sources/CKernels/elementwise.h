// Normalisation, gating, sums. Widths need not be multiples of 16.
#pragma once

#include "vector.h"

static void rms_norm(const float *x, const float *weight, float epsilon, float *y, float *inverse, int32_t rows,
                     int32_t width) {
    for (int i = 0; i < rows; i++, x += width, y += width) {
        vec squares{};
        over(width, [&](int j, int n) {
            const vec v = load_some(x + j, n);
            squares = fma(v, v, squares);
        });
        const float scale = 1.0f / std::sqrt(sum(squares) / float(width) + epsilon);
        if (inverse) inverse[i] = scale;
        over(width, [&](int j, int n) { store_some(y + j, load_some(x + j, n) * scale * load_some(weight + j, n), n); });
    }
}

static void rms_norm_backward(const float *grad, const float *x, const float *weight, const float *inverse,
                              float *grad_x, float *grad_weight, int32_t rows, int32_t width) {
    for (int i = 0; i < rows; i++, grad += width, x += width, grad_x += width) {
        const float scale = inverse[i];
        vec dots{};
        over(width, [&](int j, int n) {
            const vec g = load_some(grad + j, n), v = load_some(x + j, n);
            dots = fma(g * load_some(weight + j, n), v, dots);
            store_some(grad_weight + j, fma(g * v, splat(scale), load_some(grad_weight + j, n)), n);
        });
        const float pull = sum(dots) * scale * scale / float(width);
        over(width, [&](int j, int n) {
            const vec g = load_some(grad + j, n) * load_some(weight + j, n);
            store_some(grad_x + j, fma(load_some(x + j, n), splat(-pull), g) * scale, n);
        });
    }
}

// RMSNorm of each head of each row.
static void head_norm(const float *x, size_t x_row, const float *weight, float epsilon, float *y, size_t y_row, float *inverse,
                      int32_t rows, int32_t heads, int32_t head_dim) {
    for (int i = 0; i < rows; i++)
        rms_norm(x + i * x_row, weight, epsilon, y + i * y_row, inverse ? inverse + size_t(i) * heads : nullptr, heads, head_dim);
}
static void head_norm_backward(const float *grad, size_t grad_row, const float *x, size_t x_row, const float *weight,
                               const float *inverse, float *grad_x, size_t grad_x_row, float *grad_weight, int32_t rows,
                               int32_t heads, int32_t head_dim) {
    for (int i = 0; i < rows; i++)
        rms_norm_backward(grad + i * grad_row, x + i * x_row, weight, inverse + size_t(i) * heads, grad_x + i * grad_x_row,
                          grad_weight, heads, head_dim);
}

CK_INLINE vec sigmoid(vec x) { return 1.0f / (1.0f + vexp(-x)); }

static void swiglu(const float *gate_up, float *y, int32_t rows, int32_t width) {
    for (int i = 0; i < rows; i++, gate_up += 2 * width, y += width)
        over(width, [&](int j, int n) {
            const vec g = load_some(gate_up + j, n);
            store_some(y + j, g * sigmoid(g) * load_some(gate_up + width + j, n), n);
        });
}

static void swiglu_backward(const float *grad, const float *gate_up, float *grad_gate_up, int32_t rows,
                            int32_t width) {
    for (int i = 0; i < rows; i++, grad += width, gate_up += 2 * width, grad_gate_up += 2 * width)
        over(width, [&](int j, int n) {
            const vec d = load_some(grad + j, n), g = load_some(gate_up + j, n);
            const vec up = load_some(gate_up + width + j, n), s = sigmoid(g);
            store_some(grad_gate_up + j, d * up * s * fma(g, 1.0f - s, splat(1)), n);
            store_some(grad_gate_up + width + j, d * g * s, n);
        });
}

// y = exp(x); y and x may be the same.
static void exponentials(const float *x, float *y, int64_t count) {
    over(count, [&](int64_t j, int n) { store_some(y + j, vexp(load_some(x + j, n)), n); });
}

// Lane j adds up the numbers j, 16 + j, 32 + j, ... in double precision, in order.
static double total(const float *x, int64_t count) {
    dvec sums{};
    over(count, [&](int64_t j, int n) { sums += doubles(load_some(x + j, n)); });
    return sum(sums);
}
static double squared_norm(const float *x, int64_t count) {
    dvec sums{};
    over(count, [&](int64_t j, int n) {
        const dvec v = doubles(load_some(x + j, n));
        sums = fma(v, v, sums);
    });
    return sum(sums);
}
static void column_sums_add(const float *x, int32_t rows, int32_t width, float *sums) {
    for (int i = 0; i < rows; i++, x += width)
        over(width, [&](int j, int n) { store_some(sums + j, load_some(sums + j, n) + load_some(x + j, n), n); });
}

static void adamw(ck_adamw_factors f, float *parameters, const float *gradients, float *means, float *variances,
                  int64_t count) {
    over(count, [&](int64_t j, int n) {
        const vec g = load_some(gradients + j, n);
        const vec m = fma(g - load_some(means + j, n), splat(f.mean_share), load_some(means + j, n));
        const vec v = fma(g * g, splat(f.variance_share), load_some(variances + j, n) * f.variance_kept);
        const vec root = __builtin_elementwise_sqrt(v) / f.variance_root + f.epsilon;
        const vec kept = load_some(parameters + j, n) * f.kept;
        store_some(means + j, m, n);
        store_some(variances + j, v, n);
        store_some(parameters + j, fma(m / root, splat(-f.step), kept), n);
    });
}

struct softmax_sums {
    float maximum, total;
};
