// Attention of new tokens over the caches of their rows.
//
// A row's cache: for each key-value head, keys in strips [position / 16][head_dim][16], then values [position][head_dim], both with
// head_dim filled up to whole vectors. Sixteen scores come from head_dim multiply-adds, with no sum across lanes.
#pragma once

#include "attention.h"

// Strips of sixteen scores that are under way together, and heads: each sum waits for itself, so that many are needed.
constexpr int strips_together = 4, heads_together = CK_HEADS;

template <int Strips> CK_INLINE void score_strips(const float *query, const float *keys, size_t strip, int dim, float *scores) {
    vec sums[Strips] = {};
    for (int d = 0; d < dim; d++) {
        const vec q = splat(query[d]);
        for (int s = 0; s < Strips; s++) sums[s] = fma(q, load(keys + s * strip + d * lanes), sums[s]);
    }
    for (int s = 0; s < Strips; s++) store(scores + s * lanes, sums[s]);
}

// out[h][0..<count] = sum over j of weights[h][j] values[h][j], for `Heads` heads and up to `Vectors` vectors of each.
template <int Heads, int Vectors>
CK_INLINE void weigh(const float *weights, size_t weights_row, const float *const *values, size_t values_row, int positions,
                     float *out, size_t out_row, int count) {
    vec sums[Heads][Vectors] = {};
    for (int j = 0; j < positions; j++)
        for (int h = 0; h < Heads; h++) {
            const vec w = splat(weights[h * weights_row + j]);
            for (int v = 0; v < Vectors; v++) sums[h][v] = fma(w, load(values[h] + j * values_row + v * lanes), sums[h][v]);
        }
    for (int h = 0; h < Heads; h++)
        for (int v = 0; v < Vectors; v++)
            store_some(out + h * out_row + v * lanes, sums[h][v], std::min(lanes, count - v * lanes));
}

template <int Heads>
CK_INLINE void weigh_heads(int heads, const float *weights, size_t weights_row, const float **values, int dim, int positions,
                           float *out) {
    if constexpr (Heads > 1)
        if (heads < Heads) return weigh_heads<Heads - 1>(heads, weights, weights_row, values, dim, positions, out);
    const size_t values_row = whole_vectors(dim);
    for (int d = 0; d < dim; d += 2 * lanes) {
        if (d + lanes < dim)
            weigh<Heads, 2>(weights, weights_row, values, values_row, positions, out + d, dim, dim - d);
        else
            weigh<Heads, 1>(weights, weights_row, values, values_row, positions, out + d, dim, dim - d);
        for (int h = 0; h < Heads; h++) values[h] += 2 * lanes;
    }
}

static void attention_cached(ck_attention_shape shape, const float *qkv, const ck_place *places, int32_t count,
                             int32_t capacity, const float *rotary, float *caches, float *y) {
    const int dim = shape.head_dim, group = shape.heads / shape.kv_heads;
    const size_t stride = size_t(shape.heads + 2 * shape.kv_heads) * dim, width = size_t(shape.heads) * dim;
    const size_t padded = whole_vectors(dim), run = size_t(whole_vectors(capacity)) * padded, strip = padded * lanes;
    for (int t = 0; t < count; t++) {
        const int position = places[t].position;
        const float *row = qkv + t * stride, *angles = rotary + size_t(position) * dim;
        for (int h = 0; h < shape.kv_heads; h++) {
            float *keys = caches + places[t].cache + size_t(h) * 2 * run, *values = keys + run;
            rotate(row + width + size_t(h) * dim, angles, dim, keys + position / lanes * strip + position % lanes, lanes, 1, 1);
            std::copy_n(row + width + (shape.kv_heads + size_t(h)) * dim, dim, values + size_t(position) * padded);
        }
    }
    const float scale = 1 / std::sqrt(float(dim));
    const size_t row = whole_vectors(capacity) + strips_together * lanes;
    std::vector<float> scores(row * heads_together), query(dim);
    for (int t = 0; t < count; t++) {
        const int valid = places[t].position + 1;
        for (int first = 0; first < shape.heads; first += heads_together) {
            const int heads = std::min(heads_together, shape.heads - first);
            const float *values[heads_together];
            for (int n = 0; n < heads; n++) {
                const int h = first + n;
                const float *keys = caches + places[t].cache + size_t(h / group) * 2 * run;
                values[n] = keys + run;
                rotate(qkv + t * stride + size_t(h) * dim, rotary + size_t(places[t].position) * dim, dim, query.data(), 1,
                       1, scale);
                int j = 0;
                for (; j + strips_together * lanes <= whole_vectors(valid); j += strips_together * lanes)
                    score_strips<strips_together>(query.data(), keys + j / lanes * strip, strip, dim, &scores[n * row + j]);
                for (; j + 2 * lanes <= whole_vectors(valid); j += 2 * lanes)
                    score_strips<2>(query.data(), keys + j / lanes * strip, strip, dim, &scores[n * row + j]);
                for (; j < valid; j += lanes)
                    score_strips<1>(query.data(), keys + j / lanes * strip, strip, dim, &scores[n * row + j]);
                softmax(&scores[n * row], valid);
            }
            weigh_heads<heads_together>(heads, scores.data(), row, values, dim, valid, y + t * width + size_t(first) * dim);
        }
    }
}
