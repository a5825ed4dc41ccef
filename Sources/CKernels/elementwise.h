// Normalisation, gating, and what stands between logits and tokens. Widths need not be multiples of 16.
#pragma once

#include "vector.h"

template <typename Body> CK_INLINE void over(int width, Body body) {
    int j = 0;
    for (; j + lanes <= width; j += lanes) body(j, lanes);
    if (j < width) body(j, width - j);
}
CK_INLINE vec load_some(const float *p, int count, float fill = 0) {
    return count == lanes ? load(p) : first(count, p, fill);
}
CK_INLINE void store_some(float *p, vec v, int count) {
    if (count == lanes) return store(p, v);
    for (int i = 0; i < count; i++) p[i] = v[i];
}

static void linear(const float *x, const float *packed, float *y, int32_t rows, int32_t inputs, int32_t outputs,
                   int32_t accumulate) {
    constexpr int panel = 2 * lanes;
    for (int j = 0; j < outputs; j += panel, packed += size_t(inputs) * panel) {
        if (j + panel <= outputs) {
            product_rows<2>(rows, x, inputs, 1, packed, panel, inputs, y + j, outputs, accumulate);
            continue;
        }
        for (int i = 0; i < rows; i++) {
            float edge[panel] = {};
            product_block<1, 2>(x + size_t(i) * inputs, inputs, 1, packed, panel, inputs, edge, panel, false);
            float *out = y + size_t(i) * outputs + j;
            for (int n = 0; n < outputs - j; n++) out[n] = accumulate ? out[n] + edge[n] : edge[n];
        }
    }
}

static void product_entry(int32_t rows, int32_t columns, int32_t depth, const float *a, size_t a_row, size_t a_column,
                          const float *b, size_t b_row, float *c, size_t c_row, int32_t accumulate) {
    product(rows, columns, depth, a, a_row, a_column, b, b_row, c, c_row, accumulate);
}

static void rms_norm(const float *x, const float *weight, float epsilon, float *y, float *inverse, int32_t rows,
                     int32_t width) {
    for (int i = 0; i < rows; i++, x += width, y += width) {
        vec squares{};
        over(width, [&](int j, int n) {
            vec v = load_some(x + j, n);
            squares += v * v;
        });
        float scale = 1.0f / std::sqrt(sum(squares) / width + epsilon);
        if (inverse) inverse[i] = scale;
        over(width, [&](int j, int n) {
            store_some(y + j, load_some(x + j, n) * scale * load_some(weight + j, n), n);
        });
    }
}

static void rms_norm_backward(const float *grad, const float *x, const float *weight, const float *inverse,
                              float *grad_x, float *grad_weight, int32_t rows, int32_t width) {
    for (int i = 0; i < rows; i++, grad += width, x += width, grad_x += width) {
        float scale = inverse[i];
        vec dots{};
        over(width, [&](int j, int n) {
            vec g = load_some(grad + j, n), v = load_some(x + j, n);
            dots += g * load_some(weight + j, n) * v;
            store_some(grad_weight + j, load_some(grad_weight + j, n) + g * v * scale, n);
        });
        float pull = sum(dots) * scale * scale / width;
        over(width, [&](int j, int n) {
            vec g = load_some(grad + j, n) * load_some(weight + j, n);
            store_some(grad_x + j, (g - load_some(x + j, n) * pull) * scale, n);
        });
    }
}

CK_INLINE vec sigmoid(vec x) { return 1.0f / (1.0f + vexp(-x)); }

static void swiglu(const float *gate_up, float *y, int32_t rows, int32_t width) {
    for (int i = 0; i < rows; i++, gate_up += 2 * width, y += width)
        over(width, [&](int j, int n) {
            vec g = load_some(gate_up + j, n);
            store_some(y + j, g * sigmoid(g) * load_some(gate_up + width + j, n), n);
        });
}

static void swiglu_backward(const float *grad, const float *gate_up, float *grad_gate_up, int32_t rows,
                            int32_t width) {
    for (int i = 0; i < rows; i++, grad += width, gate_up += 2 * width, grad_gate_up += 2 * width)
        over(width, [&](int j, int n) {
            vec d = load_some(grad + j, n), g = load_some(gate_up + j, n), up = load_some(gate_up + width + j, n);
            vec s = sigmoid(g);
            store_some(grad_gate_up + j, d * up * s * (1.0f + g * (1.0f - s)), n);
            store_some(grad_gate_up + width + j, d * g * s, n);
        });
}

struct softmax_sums {
    float maximum, total;
};

// max(x) and the sum of exp((x - max) * scale), each lane's part added up in the same order for every row.
CK_INLINE softmax_sums measure(const float *x, int width, float scale) {
    vec top = splat(-INFINITY), total{};
    over(width, [&](int j, int n) { top = vmax(top, load_some(x + j, n, -INFINITY)); });
    float m = maximum(top);
    over(width, [&](int j, int n) { total += vexp((load_some(x + j, n, -INFINITY) - m) * scale); });
    return {m, sum(total)};
}

// Whether every number of a row is finite; a difference with itself is 0 for these alone.
CK_INLINE bool all_finite(const float *x, int width) {
    vec differences{};
    over(width, [&](int j, int n) {
        vec v = load_some(x + j, n);
        differences = choose(v - v == 0, differences, splat(1));
    });
    return maximum(differences) == 0;
}

// The sum of sixteen numbers in double precision, which a draw needs: with fewer bits the last tokens could never be drawn.
CK_INLINE double precise_sum(vec v) {
    double s8[8];
    for (int i = 0; i < 8; i++) s8[i] = double(v[i]) + double(v[i + 8]);
    double s4[4];
    for (int i = 0; i < 4; i++) s4[i] = s8[i] + s8[i + 4];
    return (s4[0] + s4[2]) + (s4[1] + s4[3]);
}

// The token in whose share of [0, 1) of the cumulative distribution `uniform` lies. Sums run over blocks of sixteen tokens, then over
// the tokens of one block; what rounding leaves beyond a block's last token belongs to that token.
CK_INLINE int32_t draw(const float *logits, int vocabulary, float maximum, float scale, double uniform, double *blocks) {
    double total = 0;
    over(vocabulary, [&](int j, int n) {
        vec p = vexp((load_some(logits + j, n, -INFINITY) - maximum) * scale);
        total += blocks[j / lanes] = precise_sum(p);
    });
    const double target = uniform * total;
    const int last_block = (vocabulary - 1) / lanes;
    double reached = 0;
    int block = 0;
    while (block < last_block && reached + blocks[block] <= target) reached += blocks[block++];
    while (block > 0 && blocks[block] == 0) block--;
    const int first_token = block * lanes, n = vocabulary - first_token < lanes ? vocabulary - first_token : lanes;
    vec p = vexp((load_some(logits + first_token, n, -INFINITY) - maximum) * scale);
    int32_t token = first_token;
    for (int k = 0; k < n && reached <= target; k++)
        if (p[k] > 0) reached += double(p[k]), token = first_token + k;
    return token;
}

// What logits are multiplied by. A temperature too small for a finite factor is as good as its limit, in which the most
// probable tokens share everything.
CK_INLINE float inverse_temperature(double temperature) {
    return temperature < 1 / double(__FLT_MAX__) ? __FLT_MAX__ : float(1 / temperature);
}

static int32_t sample(const float *logits, int32_t rows, int32_t vocabulary, double temperature, const double *uniforms,
                      int32_t *tokens, float *log_probs) {
    std::vector<double> blocks((size_t(vocabulary) + lanes - 1) / lanes);
    for (int i = 0; i < rows; i++, logits += vocabulary) {
        if (!all_finite(logits, vocabulary)) return i;
        softmax_sums plain = measure(logits, vocabulary, 1);
        int32_t token = 0;
        if (temperature == 0) {
            while (token < vocabulary - 1 && logits[token] != plain.maximum) token++;
        } else {
            token = draw(logits, vocabulary, plain.maximum, inverse_temperature(temperature), uniforms[i], blocks.data());
        }
        tokens[i] = token;
        log_probs[i] = logits[token] - plain.maximum - std::log(plain.total);
    }
    return rows;
}

static void log_probs(const float *logits, int32_t rows, int32_t vocabulary, const int32_t *targets, float *out,
                      float *entropies) {
    for (int i = 0; i < rows; i++, logits += vocabulary) {
        softmax_sums s = measure(logits, vocabulary, 1);
        float log_total = s.maximum + std::log(s.total);
        out[i] = logits[targets[i]] - log_total;
        if (!entropies) continue;
        vec weighted{};
        over(vocabulary, [&](int j, int n) {
            vec l = load_some(logits + j, n, -1e30f) - log_total;
            weighted += vexp(l) * l;
        });
        entropies[i] = -sum(weighted);
    }
}

static void log_probs_backward(const float *grad, const float *logits, const float *log_probs, const int32_t *targets,
                               float *grad_logits, int32_t rows, int32_t vocabulary) {
    for (int i = 0; i < rows; i++, logits += vocabulary, grad_logits += vocabulary) {
        float log_total = logits[targets[i]] - log_probs[i], g = grad[i];
        over(vocabulary, [&](int j, int n) {
            store_some(grad_logits + j, vexp(load_some(logits + j, n) - log_total) * -g, n);
        });
        grad_logits[targets[i]] += g;
    }
}
