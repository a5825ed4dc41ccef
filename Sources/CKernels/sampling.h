// What stands between logits and tokens.
#pragma once

#include "token_filter.h"

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

struct drawn {
    int32_t token;
    double total;  // of what the token was drawn from, the most probable token's part being 1
};

// The token in whose share of [0, 1) of the cumulative distribution `uniform` lies. Sums, in double precision, run over blocks of
// sixteen tokens, then over the tokens of one block; what rounding leaves beyond a block's last token belongs to that token.
// `tops`, where there is a threshold, are the largest logits of the blocks.
CK_INLINE drawn draw(const float *logits, int vocabulary, float maximum, float scale, threshold kept, const float *tops,
                     double uniform, double *blocks) {
    double total = 0;
    over(vocabulary, [&](int j, int n) {
        if (tops && tops[j / lanes] < kept.logit) {
            blocks[j / lanes] = 0;
            return;
        }
        const vec p = kept.parts(load_some(logits + j, n, -INFINITY), maximum, scale);
        total += blocks[j / lanes] = sum(doubles(p));
    });
    const double target = uniform * total;
    const int last_block = (vocabulary - 1) / lanes;
    double reached = 0;
    int block = 0;
    while (block < last_block && reached + blocks[block] <= target) reached += blocks[block++];
    while (block > 0 && blocks[block] == 0) block--;
    const int first = block * lanes, n = vocabulary - first < lanes ? vocabulary - first : lanes;
    const vec p = kept.parts(load_some(logits + first, n, -INFINITY), maximum, scale);
    int32_t token = first;
    for (int k = 0; k < n && reached <= target; k++)
        if (p[k] > 0) reached += double(p[k]), token = first + k;
    return {token, total};
}

// What logits are multiplied by. A temperature too small for a finite factor is as good as its limit, in which the most
// probable tokens share everything.
CK_INLINE float inverse_temperature(double temperature) {
    return temperature < 1 / double(__FLT_MAX__) ? __FLT_MAX__ : float(1 / temperature);
}

CK_INLINE float log_prob(const float *logits, int32_t token, softmax_sums sums) {
    return logits[token] - sums.maximum - logarithm(sums.total);
}

static int32_t sample(const float *logits, int32_t rows, int32_t vocabulary, ck_sampling sampling, const double *uniforms,
                      int32_t *tokens, float *log_probs, float *drawn_log_probs) {
    const double temperature = sampling.temperature;
    const bool filters = (sampling.top_k > 0 && sampling.top_k < vocabulary) || sampling.top_p < 1 || sampling.min_p > 0;
    std::vector<double> blocks((size_t(vocabulary) + lanes - 1) / lanes);
    token_filter filter;
    for (int i = 0; i < rows; i++, logits += vocabulary) {
        if (!all_finite(logits, vocabulary)) return i;
        const softmax_sums sums = measure(logits, vocabulary);
        if (temperature == 0) {
            int32_t token = 0;
            while (token < vocabulary - 1 && logits[token] != sums.maximum) token++;
            tokens[i] = token;
            log_probs[i] = log_prob(logits, token, sums);
            if (drawn_log_probs) drawn_log_probs[i] = 0;
            continue;
        }
        const float scale = inverse_temperature(temperature);
        threshold kept{-INFINITY, 0};
        if (filters) kept = filter.of(logits, vocabulary, sums.maximum, scale, sampling);
        const auto [token, total] = draw(logits, vocabulary, sums.maximum, scale, kept,
                                         filters ? filter.tops.data() : nullptr, uniforms[i], blocks.data());
        tokens[i] = token;
        log_probs[i] = log_prob(logits, token, sums);
        if (!drawn_log_probs) continue;
        drawn_log_probs[i] = filters || temperature != 1
                                 ? (logits[token] - sums.maximum) * scale - logarithm(float(total))
                                 : log_probs[i];
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
