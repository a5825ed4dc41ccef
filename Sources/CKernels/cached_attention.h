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

namespace {
// One row's cache of one key-value head, and the queries that are under way over it.
struct cached_attention {
    const ck_attention_shape shape;
    const int dim = shape.head_dim, group = shape.heads / shape.kv_heads;
    const size_t stride = size_t(shape.heads + 2 * shape.kv_heads) * dim, width = size_t(shape.heads) * dim;
    const size_t padded = whole_vectors(dim), strip = padded * lanes;
    const size_t run;  // floats of a head's keys, and of its values
    const size_t row;  // of scores
    const float *const rotary;
    float *const caches;
    std::vector<float> scores, queries;

    cached_attention(ck_attention_shape shape, int capacity, const float *rotary, float *caches)
        : shape(shape), run(size_t(whole_vectors(capacity)) * padded),
          row(whole_vectors(capacity) + strips_together * lanes), rotary(rotary), caches(caches),
          scores(row * std::max(query_rows, heads_together)), queries(size_t(query_rows) * dim) {}

    void write(const float *token, ck_place place) {
        const float *angles = rotary + size_t(place.position) * dim;
        for (int h = 0; h < shape.kv_heads; h++) {
            float *keys = keys_of(place, h), *values = keys + run;
            rotate(token + width + size_t(h) * dim, angles, dim,
                   keys + place.position / lanes * strip + place.position % lanes, lanes, 1, 1);
            std::copy_n(token + width + (shape.kv_heads + size_t(h)) * dim, dim, values + size_t(place.position) * padded);
        }
    }

    // One token, some heads together.
    void answer(const float *token, ck_place place, float *y) {
        const int valid = place.position + 1, whole = whole_vectors(valid);
        for (int first = 0; first < shape.heads; first += heads_together) {
            const int heads = std::min(heads_together, shape.heads - first);
            const float *values[heads_together];
            for (int n = 0; n < heads; n++) {
                const float *keys = keys_of(place, (first + n) / group);
                float *out = &scores[n * row];
                values[n] = keys + run;
                read_query(token, place.position, first + n, queries.data());
                int j = 0;
                for (; j + strips_together * lanes <= whole; j += strips_together * lanes)
                    score_strips<strips_together>(queries.data(), keys + j / lanes * strip, strip, dim, out + j);
                for (; j + 2 * lanes <= whole; j += 2 * lanes)
                    score_strips<2>(queries.data(), keys + j / lanes * strip, strip, dim, out + j);
                for (; j < whole; j += lanes) score_strips<1>(queries.data(), keys + j / lanes * strip, strip, dim, out + j);
                softmax(out, valid);
            }
            weigh_heads<heads_together>(heads, scores.data(), row, values, dim, valid, y + size_t(first) * dim);
        }
    }

    // Up to query_rows tokens that follow each other in one row, head by head, by the products of a whole sequence.
    void answer_run(const float *tokens, ck_place first, int count, float *y) {
        const int seen = first.position + count, columns = whole_vectors(seen);
        for (int h = 0; h < shape.heads; h++) {
            const float *keys = keys_of(first, h / group), *values = keys + run;
            for (int r = 0; r < count; r++)
                read_query(tokens + r * stride, first.position + r, h, &queries[size_t(r) * dim]);
            block_product(count, columns, dim, {queries.data(), size_t(dim), 1}, right_matrix<float>{keys, lanes, strip},
                          scores.data(), row, false);
            for (int r = 0; r < count; r++) {
                float *out = &scores[r * row];
                const int valid = first.position + r + 1;
                softmax(out, valid);
                std::fill(out + whole_vectors(valid), out + columns, 0.0f);
            }
            block_product(count, dim, seen, {scores.data(), row, 1}, right_matrix<float>{values, padded, lanes},
                          y + size_t(h) * dim, width, false);
        }
    }

  private:
    float *keys_of(ck_place place, int kv_head) const { return caches + place.cache + size_t(kv_head) * 2 * run; }
    void read_query(const float *token, int position, int head, float *query) const {
        rotate(token + size_t(head) * dim, rotary + size_t(position) * dim, dim, query, 1, 1, 1 / std::sqrt(float(dim)));
    }
};
}  // namespace

static void attention_cached(ck_attention_shape shape, const float *qkv, const ck_place *places, int32_t count,
                             int32_t capacity, const float *rotary, float *caches, float *y) {
    cached_attention work(shape, capacity, rotary, caches);
    for (int t = 0; t < count; t++) work.write(qkv + t * work.stride, places[t]);
    for (int t = 0, n; t < count; t += n) {
        for (n = 1; n < query_rows && t + n < count; n++)
            if (places[t + n].cache != places[t].cache || places[t + n].position != places[t].position + n) break;
        if (n == 1)
            work.answer(qkv + t * work.stride, places[t], y + t * work.width);
        else
            work.answer_run(qkv + t * work.stride, places[t], n, y + t * work.width);
    }
}
