// Causal attention with rotary positions: over whole sequences with its gradient, and over caches.
#pragma once

#include <algorithm>
#include <vector>

#include "matmul.h"

// Rotates one head's vector to its position; `turned` negates the angle. Half-rotation, as in Hugging Face's Llama.
CK_INLINE void rotate(const float *x, const float *angles, int head_dim, float *y, size_t stride, float sign,
                      float scale) {
    int half = head_dim / 2;
    for (int d = 0; d < half; d++) {
        float c = angles[d] * scale, s = angles[half + d] * sign * scale, a = x[d], b = x[half + d];
        y[d * stride] = a * c - b * s;
        y[(half + d) * stride] = b * c + a * s;
    }
}

namespace {
constexpr int tile = 16;  // query rows that share a causal edge

// One head of one sequence, laid out for the products; lengths are padded to whole vectors.
struct head_buffers {
    int length, padded, head_dim;
    std::vector<float> queries, keys, keys_t, values, values_t, scores;

    head_buffers(int longest, int head_dim) : head_dim(head_dim) {
        size_t rows = size_t(longest + 2 * lanes);
        for (auto *b : {&queries, &keys, &keys_t, &values, &values_t}) b->resize(rows * head_dim);
        scores.resize(rows * rows);
    }
    void begin(int n) {
        length = n;
        padded = (n + 2 * lanes - 1) / (2 * lanes) * (2 * lanes);
        std::fill(keys_t.begin(), keys_t.begin() + size_t(padded) * head_dim, 0.0f);
        std::fill(values_t.begin(), values_t.begin() + size_t(padded) * head_dim, 0.0f);
    }
    void read_keys(const float *qkv, size_t stride, size_t key, size_t value, const float *rotary, bool transposed) {
        for (int t = 0; t < length; t++) {
            const float *row = qkv + t * stride;
            rotate(row + key, rotary + size_t(t) * head_dim, head_dim, &keys[size_t(t) * head_dim], 1, 1, 1);
            std::copy_n(row + value, head_dim, &values[size_t(t) * head_dim]);
            for (int d = 0; d < head_dim; d++) keys_t[size_t(d) * padded + t] = keys[size_t(t) * head_dim + d];
            if (transposed)
                for (int d = 0; d < head_dim; d++) values_t[size_t(d) * padded + t] = row[value + d];
        }
    }
    void read_queries(const float *qkv, size_t stride, size_t query, const float *rotary) {
        float scale = 1 / std::sqrt(float(head_dim));
        for (int t = 0; t < length; t++)
            rotate(qkv + t * stride + query, rotary + size_t(t) * head_dim, head_dim, &queries[size_t(t) * head_dim],
                   1, 1, scale);
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
    for (int s = 0; s < sequences; s++) {
        const size_t start = offsets[s];
        b.begin(offsets[s + 1] - offsets[s]);
        for (int h = 0; h < shape.heads; h++) {
            const size_t kv = h / group;
            if (h % group == 0)
                b.read_keys(qkv + start * stride, stride, width + kv * dim,
                            width + (shape.kv_heads + kv) * dim, rotary, false);
            b.read_queries(qkv + start * stride, stride, size_t(h) * dim, rotary);
            for (int i = 0; i < b.length; i += tile) {
                const int rows = std::min(tile, b.length - i), seen = i + rows;
                const int columns = std::min(b.padded, (seen + 2 * lanes - 1) / (2 * lanes) * (2 * lanes));
                float *scores = b.scores.data();
                product(rows, columns, dim, &b.queries[size_t(i) * dim], dim, 1, b.keys_t.data(), b.padded, scores,
                        columns, false);
                for (int r = 0; r < rows; r++) {
                    float *row = scores + size_t(r) * columns;
                    const int valid = i + r + 1;
                    softmax_sums sums = measure(row, valid, 1);
                    const float inverse = 1 / sums.total;
                    over(valid, [&](int j, int n) {
                        store_some(row + j, vexp(load_some(row + j, n) - sums.maximum) * inverse, n);
                    });
                    std::fill(row + valid, row + columns, 0.0f);
                    if (log_sums) log_sums[size_t(h) * tokens + start + i + r] = sums.maximum + std::log(sums.total);
                }
                product(rows, dim, seen, scores, columns, 1, b.values.data(), dim,
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
    std::vector<float> grad_scores(size_t(tile) * (longest + 2 * lanes)), grad_query(size_t(tile) * dim);
    std::vector<float> grad_keys(size_t(longest) * dim), grad_values(size_t(longest) * dim);
    for (int s = 0; s < sequences; s++) {
        const size_t start = offsets[s];
        b.begin(offsets[s + 1] - offsets[s]);
        for (int h = 0; h < shape.heads; h++) {
            const size_t kv = h / group, key = width + kv * dim, value = width + (shape.kv_heads + kv) * dim;
            if (h % group == 0) {
                b.read_keys(qkv + start * stride, stride, key, value, rotary, true);
                std::fill(grad_keys.begin(), grad_keys.end(), 0.0f);
                std::fill(grad_values.begin(), grad_values.end(), 0.0f);
            }
            b.read_queries(qkv + start * stride, stride, size_t(h) * dim, rotary);
            for (int i = 0; i < b.length; i += tile) {
                const int rows = std::min(tile, b.length - i), seen = i + rows;
                const int columns = std::min(b.padded, (seen + 2 * lanes - 1) / (2 * lanes) * (2 * lanes));
                const float *g = grad + (start + i) * width + size_t(h) * dim;
                const float *out = y + (start + i) * width + size_t(h) * dim;
                float *p = b.scores.data(), *dp = grad_scores.data();
                product(rows, columns, dim, &b.queries[size_t(i) * dim], dim, 1, b.keys_t.data(), b.padded, p, columns,
                        false);
                product(rows, columns, dim, g, width, 1, b.values_t.data(), b.padded, dp, columns, false);
                for (int r = 0; r < rows; r++) {
                    const float log_sum = log_sums[size_t(h) * tokens + start + i + r];
                    const int valid = i + r + 1;
                    vec dots{};
                    for (int d = 0; d < dim; d += lanes) dots += load(g + r * width + d) * load(out + r * width + d);
                    const float mean = sum(dots);
                    float *prow = p + size_t(r) * columns, *drow = dp + size_t(r) * columns;
                    over(valid, [&](int j, int n) {
                        vec w = vexp(load_some(prow + j, n) - log_sum);
                        store_some(prow + j, w, n);
                        store_some(drow + j, w * (load_some(drow + j, n) - mean), n);
                    });
                    std::fill(prow + valid, prow + columns, 0.0f);
                    std::fill(drow + valid, drow + columns, 0.0f);
                }
                product(seen, dim, rows, p, 1, columns, g, width, grad_values.data(), dim, true);
                product(seen, dim, rows, dp, 1, columns, &b.queries[size_t(i) * dim], dim, grad_keys.data(), dim,
                        true);
                product(rows, dim, seen, dp, columns, 1, b.keys.data(), dim, grad_query.data(), dim, false);
                for (int r = 0; r < rows; r++)
                    rotate(&grad_query[size_t(r) * dim], rotary + size_t(i + r) * dim, dim,
                           grad_qkv + (start + i + r) * stride + size_t(h) * dim, 1, -1, scale);
            }
            if (h % group == group - 1)
                for (int t = 0; t < b.length; t++) {
                    float *row = grad_qkv + (start + t) * stride;
                    rotate(&grad_keys[size_t(t) * dim], rotary + size_t(t) * dim, dim, row + key, 1, -1, 1);
                    std::copy_n(&grad_values[size_t(t) * dim], dim, row + value);
                }
        }
    }
}

// A row's cache: for each key-value head, keys in blocks [position / 16][head_dim][16], then values
// [position][head_dim]. Sixteen scores come from head_dim multiply-adds, with no sum across lanes.
static void attention_cached(ck_attention_shape shape, const float *qkv, const ck_place *places, int32_t count,
                             int32_t capacity, const float *rotary, float *caches, float *y) {
    const int dim = shape.head_dim, group = shape.heads / shape.kv_heads;
    const size_t stride = size_t(shape.heads + 2 * shape.kv_heads) * dim, width = size_t(shape.heads) * dim;
    const size_t blocks = size_t(capacity + lanes - 1) / lanes * lanes * dim;
    for (int t = 0; t < count; t++) {
        const int position = places[t].position;
        const float *row = qkv + t * stride, *angles = rotary + size_t(position) * dim;
        for (int h = 0; h < shape.kv_heads; h++) {
            float *keys = caches + places[t].cache + size_t(h) * 2 * blocks, *values = keys + blocks;
            float *block = keys + size_t(position / lanes) * lanes * dim + position % lanes;
            rotate(row + width + size_t(h) * dim, angles, dim, block, lanes, 1, 1);
            std::copy_n(row + width + (shape.kv_heads + size_t(h)) * dim, dim, values + size_t(position) * dim);
        }
    }
    const float scale = 1 / std::sqrt(float(dim));
    std::vector<float> scores(size_t(capacity) + lanes), query(dim);
    for (int t = 0; t < count; t++) {
        const int valid = places[t].position + 1;
        for (int h = 0; h < shape.heads; h++) {
            const float *keys = caches + places[t].cache + size_t(h / group) * 2 * blocks, *values = keys + blocks;
            rotate(qkv + t * stride + size_t(h) * dim, rotary + size_t(places[t].position) * dim, dim, query.data(), 1,
                   1, scale);
            for (int j = 0; j < valid; j += lanes) {
                vec even{}, odd{};
                for (int d = 0; d < dim; d += 2) {
                    even += query[d] * load(keys + size_t(j) * dim + d * lanes);
                    odd += query[d + 1] * load(keys + size_t(j) * dim + (d + 1) * lanes);
                }
                store(&scores[j], even + odd);
            }
            softmax_sums sums = measure(scores.data(), valid, 1);
            const float inverse = 1 / sums.total;
            over(valid, [&](int j, int n) {
                store_some(&scores[j], vexp(load_some(&scores[j], n) - sums.maximum) * inverse, n);
            });
            float *out = y + t * width + size_t(h) * dim;
            for (int d = 0; d < dim; d += 2 * lanes) {
                if (d + 2 * lanes <= dim)
                    product_block<1, 2>(scores.data(), 0, 1, values + d, dim, valid, out + d, width, false);
                else
                    product_block<1, 1>(scores.data(), 0, 1, values + d, dim, valid, out + d, width, false);
            }
        }
    }
}
