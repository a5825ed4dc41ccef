// Normalisation, gating, sums, and what stands between logits and tokens. Widths need not be multiples of 16.
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
static void column_sums(const float *x, int32_t rows, int32_t width, float *sums) {
    std::memset(sums, 0, size_t(width) * sizeof(float));
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

// max(x) and the sum of exp(x - max); lane j adds up the numbers j, 16 + j, ... in order.
CK_INLINE softmax_sums measure(const float *x, int width) {
    vec top = splat(-INFINITY), total{};
    over(width, [&](int j, int n) { top = vmax(top, load_some(x + j, n, -INFINITY)); });
    const float m = maximum(top);
    over(width, [&](int j, int n) { total += vexp(load_some(x + j, n, -INFINITY) - m); });
    return {m, sum(total)};
}

// Whether every number of a row is finite; a difference with itself is 0 for these alone.
CK_INLINE bool all_finite(const float *x, int width) {
    vec differences{};
    over(width, [&](int j, int n) {
        const vec v = load_some(x + j, n);
        differences = choose(v - v == 0, differences, splat(1));
    });
    return maximum(differences) == 0;
}

// The token in whose share of [0, 1) of the cumulative distribution `uniform` lies. Sums, in double precision, run over blocks of
// sixteen tokens, then over the tokens of one block; what rounding leaves beyond a block's last token belongs to that token.
CK_INLINE int32_t draw(const float *logits, int vocabulary, float maximum, float scale, double uniform, double *blocks) {
    double total = 0;
    over(vocabulary, [&](int j, int n) {
        const vec p = vexp((load_some(logits + j, n, -INFINITY) - maximum) * scale);
        total += blocks[j / lanes] = sum(doubles(p));
    });
    const double target = uniform * total;
    const int last_block = (vocabulary - 1) / lanes;
    double reached = 0;
    int block = 0;
    while (block < last_block && reached + blocks[block] <= target) reached += blocks[block++];
    while (block > 0 && blocks[block] == 0) block--;
    const int first = block * lanes, n = vocabulary - first < lanes ? vocabulary - first : lanes;
    const vec p = vexp((load_some(logits + first, n, -INFINITY) - maximum) * scale);
    int32_t token = first;
    for (int k = 0; k < n && reached <= target; k++)
        if (p[k] > 0) reached += double(p[k]), token = first + k;
    return token;
}

// What logits are multiplied by. A temperature too small for a finite factor is as good as its limit, in which the most
// probable tokens share everything.
CK_INLINE float inverse_temperature(double temperature) {
    return temperature < 1 / double(__FLT_MAX__) ? __FLT_MAX__ : float(1 / temperature);
}

CK_INLINE float log_prob(const float *logits, int32_t token, softmax_sums sums) {
    return logits[token] - sums.maximum - logarithm(sums.total);
}

static int32_t sample(const float *logits, int32_t rows, int32_t vocabulary, double temperature, const double *uniforms,
                      int32_t *tokens, float *log_probs) {
    std::vector<double> blocks((size_t(vocabulary) + lanes - 1) / lanes);
    for (int i = 0; i < rows; i++, logits += vocabulary) {
        if (!all_finite(logits, vocabulary)) return i;
        const softmax_sums sums = measure(logits, vocabulary);
        int32_t token = 0;
        if (temperature == 0) {
            while (token < vocabulary - 1 && logits[token] != sums.maximum) token++;
        } else {
            token = draw(logits, vocabulary, sums.maximum, inverse_temperature(temperature), uniforms[i], blocks.data());
        }
        tokens[i] = token;
        log_probs[i] = log_prob(logits, token, sums);
    }
    return rows;
}

static void log_probs(const float *logits, int32_t rows, int32_t vocabulary, const int32_t *targets, float *out,
                      float *entropies) {
    for (int i = 0; i < rows; i++, logits += vocabulary) {
        const softmax_sums sums = measure(logits, vocabulary);
        out[i] = log_prob(logits, targets[i], sums);
        if (!entropies) continue;
        const float log_total = sums.maximum + logarithm(sums.total);
        vec weighted{};
        over(vocabulary, [&](int j, int n) {
            const vec l = load_some(logits + j, n, -1e30f) - log_total;
            weighted = fma(vexp(l), l, weighted);
        });
        entropies[i] = -sum(weighted);
    }
}

static void log_probs_backward(const float *grad, const float *logits, const float *log_probs, const int32_t *targets,
                               float *grad_logits, int32_t rows, int32_t vocabulary) {
    for (int i = 0; i < rows; i++, logits += vocabulary, grad_logits += vocabulary) {
        const float log_total = logits[targets[i]] - log_probs[i], g = grad[i];
        over(vocabulary, [&](int j, int n) { store_some(grad_logits + j, vexp(load_some(logits + j, n) - log_total) * -g, n); });
        grad_logits[targets[i]] += g;
    }
}
