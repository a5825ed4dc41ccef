// Causal attention with rotary positions: over whole sequences with its gradient, and over caches. Both take every sum in the same
// order, so that a token's numbers are the same to the bit.
#pragma once

#include <algorithm>
#include <vector>

#include "elementwise.h"
#include "matmul.h"

// Rotates one head's vector to its position; `sign` -1 negates the angle. Half-rotation, as in Hugging Face's Llama.
CK_INLINE void rotate(const float *x, const float *angles, int head_dim, float *y, size_t stride, float sign,
                      float scale) {
    const int half = head_dim / 2;
    for (int d = 0; d < half; d++) {
        const float c = angles[d] * scale, s = angles[half + d] * sign * scale, a = x[d], b = x[half + d];
        y[d * stride] = a * c - b * s;
        y[(half + d) * stride] = b * c + a * s;
    }
}

// Makes scores[0..<valid] their softmax. The row has room for whole vectors; what lies beyond `valid` in the last one becomes 0.
CK_INLINE softmax_sums softmax(float *scores, int valid) {
    const int whole = (valid + lanes - 1) / lanes * lanes;
    for (int j = valid; j < whole; j++) scores[j] = -INFINITY;
    vec top = splat(-INFINITY), total{};
    for (int j = 0; j < whole; j += lanes) top = vmax(top, load(scores + j));
    const float m = maximum(top);
    for (int j = 0; j < whole; j += lanes) {
        const vec e = vexp(load(scores + j) - m);
        total += e;
        store(scores + j, e);
    }
    const softmax_sums sums{m, sum(total)};
    const float inverse = 1 / sums.total;
    for (int j = 0; j < whole; j += lanes) store(scores + j, load(scores + j) * inverse);
    return sums;
}

CK_INLINE int whole_vectors(int count) { return (count + lanes - 1) / lanes * lanes; }

namespace {
constexpr int query_rows = CK_QUERY_ROWS;  // rows that share a causal edge

// One head of one sequence. `queries`, `keys` and `values` are [length][head_dim]; what is turned is in strips of sixteen positions,
// [length / 16][head_dim][16]; `weights` has a row for each of the queries that are under way, so that nothing grows with the square
// of the length.
struct head_buffers {
    const int head_dim, row;  // of weights
    int length;
    std::vector<float> queries, keys, keys_turned, values, values_turned, weights;

    head_buffers(int longest, int head_dim) : head_dim(head_dim), row(whole_vectors(longest)) {
        for (auto *b : {&queries, &keys, &values}) b->resize(size_t(longest) * head_dim);
        for (auto *b : {&keys_turned, &values_turned}) b->resize(size_t(row) * head_dim);
        weights.resize(size_t(query_rows) * row);
    }
    void read_keys(const float *qkv, size_t stride, size_t key, size_t value, const float *rotary, bool turns_values) {
        for (int t = 0; t < length; t++) {
            const float *at = qkv + t * stride;
            rotate(at + key, rotary + size_t(t) * head_dim, head_dim, &keys[size_t(t) * head_dim], 1, 1, 1);
            std::copy_n(at + value, head_dim, &values[size_t(t) * head_dim]);
        }
        turn(keys, keys_turned);
        if (turns_values) turn(values, values_turned);
    }
    void read_queries(const float *qkv, size_t stride, size_t query, const float *rotary) {
        const float scale = 1 / std::sqrt(float(head_dim));
        for (int t = 0; t < length; t++)
            rotate(qkv + t * stride + query, rotary + size_t(t) * head_dim, head_dim, &queries[size_t(t) * head_dim],
                   1, 1, scale);
    }
    left_matrix rows_of(const std::vector<float> &m, int first) const {
        return {&m[size_t(first) * head_dim], size_t(head_dim), 1};
    }
    // As the right side of a product, head_dim deep and a strip for each sixteen positions.
    right_matrix<float> turned(const std::vector<float> &m) const { return {m.data(), lanes, size_t(head_dim) * lanes}; }

  private:
    void turn(const std::vector<float> &rows, std::vector<float> &turned) const {
        for (int t = 0; t < length; t += lanes) {
            float *strip = &turned[size_t(t) * head_dim];
            const int n = std::min(lanes, length - t);
            for (int d = 0; d < head_dim; d++)
                for (int r = 0; r < lanes; r++) strip[d * lanes + r] = r < n ? rows[size_t(t + r) * head_dim + d] : 0;
        }
    }
};

int longest_of(const int32_t *offsets, int32_t sequences) {
    int longest = 0;
    for (int s = 0; s < sequences; s++) longest = std::max(longest, int(offsets[s + 1] - offsets[s]));
    return longest;
}
}  // namespace

static void attention(ck_attention_shape shape, const float *qkv, const int32_t *offsets, int32_t sequences,
                      const float *rotary, float *y, float *log_sums) {
    const int dim = shape.head_dim, group = shape.heads / shape.kv_heads, tokens = offsets[sequences];
    const size_t stride = size_t(shape.heads + 2 * shape.kv_heads) * dim, width = size_t(shape.heads) * dim;
    head_buffers b(longest_of(offsets, sequences), dim);
    float *weights = b.weights.data();
    for (int s = 0; s < sequences; s++) {
        const size_t start = offsets[s];
        b.length = offsets[s + 1] - offsets[s];
        for (int h = 0; h < shape.heads; h++) {
            const size_t kv = h / group;
            if (h % group == 0)
                b.read_keys(qkv + start * stride, stride, width + kv * dim,
                            width + (shape.kv_heads + kv) * dim, rotary, false);
            b.read_queries(qkv + start * stride, stride, size_t(h) * dim, rotary);
            for (int i = 0; i < b.length; i += query_rows) {
                const int rows = std::min(query_rows, b.length - i), seen = i + rows, columns = whole_vectors(seen);
                block_product(rows, columns, dim, b.rows_of(b.queries, i), b.turned(b.keys_turned), weights, b.row,
                              false);
                for (int r = 0; r < rows; r++) {
                    float *row = weights + size_t(r) * b.row;
                    const int valid = i + r + 1;
                    const softmax_sums sums = softmax(row, valid);
                    std::fill(row + whole_vectors(valid), row + columns, 0.0f);
                    if (log_sums) log_sums[size_t(h) * tokens + start + i + r] = sums.maximum + logarithm(sums.total);
                }
                product(rows, dim, seen, {weights, size_t(b.row), 1}, b.values.data(), dim,
                        y + (start + i) * width + size_t(h) * dim, width, false);
            }
        }
    }
}

static void attention_backward(ck_attention_shape shape, const float *grad, const float *qkv, const float *y,
                               const float *log_sums, const int32_t *offsets, int32_t sequences, const float *rotary,
                               float *grad_qkv) {
    const int dim = shape.head_dim, group = shape.heads / shape.kv_heads, tokens = offsets[sequences];
    const size_t stride = size_t(shape.heads + 2 * shape.kv_heads) * dim, width = size_t(shape.heads) * dim;
    const int longest = longest_of(offsets, sequences);
    const float scale = 1 / std::sqrt(float(dim));
    head_buffers b(longest, dim);
    std::vector<float> grad_weights(b.weights.size()), grad_query(size_t(query_rows) * dim);
    std::vector<float> grad_keys(size_t(longest) * dim), grad_values(size_t(longest) * dim);
    float *p = b.weights.data(), *dp = grad_weights.data();
    const size_t row = b.row;
    for (int s = 0; s < sequences; s++) {
        const size_t start = offsets[s];
        b.length = offsets[s + 1] - offsets[s];
        for (int h = 0; h < shape.heads; h++) {
            const size_t kv = h / group, key = width + kv * dim, value = width + (shape.kv_heads + kv) * dim;
            if (h % group == 0) {
                b.read_keys(qkv + start * stride, stride, key, value, rotary, true);
                std::fill(grad_keys.begin(), grad_keys.end(), 0.0f);
                std::fill(grad_values.begin(), grad_values.end(), 0.0f);
            }
            b.read_queries(qkv + start * stride, stride, size_t(h) * dim, rotary);
            for (int i = 0; i < b.length; i += query_rows) {
                const int rows = std::min(query_rows, b.length - i), seen = i + rows, columns = whole_vectors(seen);
                const float *g = grad + (start + i) * width + size_t(h) * dim;
                const float *out = y + (start + i) * width + size_t(h) * dim;
                block_product(rows, columns, dim, b.rows_of(b.queries, i), b.turned(b.keys_turned), p, row, false);
                block_product(rows, columns, dim, {g, width, 1}, b.turned(b.values_turned), dp, row, false);
                for (int r = 0; r < rows; r++) {
                    const float log_sum = log_sums[size_t(h) * tokens + start + i + r];
                    const int valid = i + r + 1;
                    vec dots{};
                    over(dim, [&](int d, int n) {
                        dots = fma(load_some(g + r * width + d, n), load_some(out + r * width + d, n), dots);
                    });
                    const float mean = sum(dots);
                    float *prow = p + r * row, *drow = dp + r * row;
                    over(valid, [&](int j, int n) {
                        const vec w = vexp(load_some(prow + j, n) - log_sum);
                        store_some(prow + j, w, n);
                        store_some(drow + j, w * (load_some(drow + j, n) - mean), n);
                    });
                    std::fill(prow + valid, prow + columns, 0.0f);
                    std::fill(drow + valid, drow + columns, 0.0f);
                }
                product(seen, dim, rows, {p, 1, row}, g, width, grad_values.data(), dim, true);
                product(seen, dim, rows, {dp, 1, row}, &b.queries[size_t(i) * dim], dim, grad_keys.data(), dim, true);
                product(rows, dim, seen, {dp, row, 1}, b.keys.data(), dim, grad_query.data(), dim, false);
                for (int r = 0; r < rows; r++)
                    rotate(&grad_query[size_t(r) * dim], rotary + size_t(i + r) * dim, dim,
                           grad_qkv + (start + i + r) * stride + size_t(h) * dim, 1, -1, scale);
            }
            if (h % group == group - 1)
                for (int t = 0; t < b.length; t++) {
                    float *at = grad_qkv + (start + t) * stride;
                    rotate(&grad_keys[size_t(t) * dim], rotary + size_t(t) * dim, dim, at + key, 1, -1, 1);
                    std::copy_n(&grad_values[size_t(t) * dim], dim, at + value);
                }
        }
    }
}
