// The one matrix product: C (+)= A @ B, each element added up along the depth in order, by fused multiply-adds.
#pragma once

#include <algorithm>
#include <type_traits>
#include <vector>

#include "vector.h"

// What a tile of outputs keeps in registers: `tall` rows of `wide` vectors. How the outputs are tiled does not change a bit.
constexpr int tall = CK_TALL, wide = CK_WIDE;
// Parts of the depth and of the rows that stay in the first and second cache.
constexpr int deep = 256, block = 96;
// The depth is cut evenly: what is fetched during one part is the next one.
CK_INLINE int part_of(int depth) {
    const int parts = (depth + deep - 1) / deep;
    return parts < 2 ? depth : (depth + parts - 1) / parts;
}

// A's element (i, k) is at[i * row + k * column].
struct left_matrix {
    const float *at;
    size_t row, column;
    left_matrix part(size_t i, size_t k) const { return {at + i * row + k * column, row, column}; }
};
// B's elements (k, 16 j) to (k, 16 j + 15) are at[k * row + j * strip] and those after it, floats or bfloat16.
template <typename Number> struct right_matrix {
    const Number *at;
    size_t row, strip;
    right_matrix part(size_t k, size_t j) const { return {at + k * row + j * strip, row, strip}; }
};

// What to fetch into the second cache meanwhile: `step` bytes for each step along the depth, of strips that are `strip` bytes apart.
struct ahead {
    const char *at;
    size_t strip, step;
};
// Nothing.
struct nowhere {};
CK_INLINE void fetch(nowhere, int, int) {}
CK_INLINE void fetch(ahead next, int k, int j) { __builtin_prefetch(next.at + k * next.step + j * next.strip, 0, 2); }

template <int Rows, int Vectors, typename Number, typename Ahead>
CK_INLINE void tile(left_matrix a, right_matrix<Number> b, int depth, float *c, size_t c_row, bool accumulate, Ahead next) {
    vec sums[Rows][Vectors];
    for (int i = 0; i < Rows; i++)
        for (int j = 0; j < Vectors; j++) sums[i][j] = accumulate ? load(c + i * c_row + j * lanes) : vec{};
    for (int k = 0; k < depth; k++) {
        for (int j = 0; j < Vectors; j++) fetch(next, k, j);
        vec row[Vectors];
        for (int j = 0; j < Vectors; j++) row[j] = load(b.at + k * b.row + j * b.strip);
        for (int i = 0; i < Rows; i++) {
            const vec x = splat(a.at[i * a.row + k * a.column]);
            for (int j = 0; j < Vectors; j++) sums[i][j] = fma(x, row[j], sums[i][j]);
        }
    }
    for (int i = 0; i < Rows; i++)
        for (int j = 0; j < Vectors; j++) store(c + i * c_row + j * lanes, sums[i][j]);
}

// `rows`, at most `tall`, in one tile.
template <int Rows, int Vectors, typename Number, typename Ahead>
CK_INLINE void tile_of(int rows, left_matrix a, right_matrix<Number> b, int depth, float *c, size_t c_row, bool accumulate,
                       Ahead next) {
    if constexpr (Rows > 1)
        if (rows < Rows) return tile_of<Rows - 1, Vectors>(rows, a, b, depth, c, c_row, accumulate, next);
    tile<Rows, Vectors>(a, b, depth, c, c_row, accumulate, next);
}

// All rows of `Vectors` vectors. The last two tiles share what is left, for a tile of few rows waits for its own sums.
template <int Vectors, typename Number, typename Ahead>
static void column_of_tiles(int rows, left_matrix a, right_matrix<Number> b, int depth, float *c, size_t c_row,
                            bool accumulate, Ahead next) {
    while (rows > 0) {
        const int part = rows >= 2 * tall || rows <= tall ? std::min(rows, tall) : (rows + 1) / 2;
        tile_of<tall, Vectors>(part, a, b, depth, c, c_row, accumulate, next);
        a.at += part * a.row, c += part * c_row, rows -= part;
        if constexpr (std::is_same_v<Ahead, ahead>) next.at += depth * next.step;
    }
}

// C[rows, columns] (+)= A[rows, depth] @ B[depth, columns], at most `block` rows. A last part of fewer than 16 columns, which B
// has in full, goes through a copy.
template <typename Number, typename Ahead = nowhere>
CK_INLINE void block_product(int rows, int columns, int depth, left_matrix a, right_matrix<Number> b, float *c, size_t c_row,
                             bool accumulate, Ahead next = {}) {
    const int whole = columns / lanes;
    int j = 0;
    for (; j + wide <= whole; j += wide)
        column_of_tiles<wide>(rows, a, b.part(0, j), depth, c + j * lanes, c_row, accumulate, next);
    for (; j < whole; j++)
        column_of_tiles<1>(rows, a, b.part(0, j), depth, c + j * lanes, c_row, accumulate, next);
    const int edge = columns - whole * lanes;
    if (edge == 0) return;
    float copy[block * lanes];
    if (accumulate)
        for (int i = 0; i < rows; i++)
            store(copy + i * lanes, load_some(c + i * c_row + j * lanes, edge));
    column_of_tiles<1>(rows, a, b.part(0, j), depth, copy, lanes, accumulate, next);
    for (int i = 0; i < rows; i++) store_some(c + i * c_row + j * lanes, load(copy + i * lanes), edge);
}

// Lays rows of `columns` numbers out in strips of sixteen, [strip][depth][16], the last one filled up with zeros.
template <typename Number> CK_INLINE void pack_rows(const Number *b, size_t b_row, int depth, int columns, float *packed) {
    for (int j = 0; j < columns; j += lanes, packed += size_t(depth) * lanes)
        for (int k = 0; k < depth; k++)
            store(packed + k * lanes, load_some(b + k * b_row + j, std::min(lanes, columns - j)));
}

// C[rows, columns] (+)= A[rows, depth] @ B[depth, columns] for any sizes, B's rows contiguous.
template <typename Number>
static void product(int rows, int columns, int depth, left_matrix a, const Number *b, size_t b_row, float *c, size_t c_row,
                    bool accumulate) {
    const int strips = (columns + lanes - 1) / lanes, part = part_of(depth);
    // Few rows, or a B that fits the first cache, do not pay for a copy, unless it is what fills up the last strip.
    const bool packs = (rows > 4 * tall && depth > 2 * lanes) || columns % lanes != 0;
    // The numbers of a view that is turned lie a row apart, often in one set of the cache: a block's are laid side by side, where
    // that pays.
    const bool turns = a.column != 1 && a.row == 1 && depth > 2 * lanes && columns >= 256;
    std::vector<float> packed(packs ? size_t(strips) * lanes * part : 0), turned(turns ? size_t(block) * part : 0);
    for (int k = 0; k < depth; k += part, accumulate = true) {
        const int deep_now = std::min(part, depth - k);
        const auto blocks = [&](auto right) {
            for (int i = 0; i < rows; i += block) {
                const int rows_now = std::min(block, rows - i);
                left_matrix left = a.part(i, k);
                if (turns) {
                    for (int d = 0; d < deep_now; d++) std::copy_n(left.at + d * left.column, rows_now, &turned[size_t(d) * block]);
                    left = {turned.data(), 1, size_t(block)};
                }
                block_product(rows_now, columns, deep_now, left, right, c + i * c_row, c_row, accumulate);
            }
        };
        if (packs) {
            pack_rows(b + k * b_row, b_row, deep_now, columns, packed.data());
            blocks(right_matrix<float>{packed.data(), lanes, size_t(deep_now) * lanes});
        } else {
            blocks(right_matrix<Number>{b + k * b_row, b_row, lanes});
        }
    }
}
template <typename Number>
static void product_entry(int32_t rows, int32_t columns, int32_t depth, const float *a, size_t a_row, size_t a_column,
                          const Number *b, size_t b_row, float *c, size_t c_row, int32_t accumulate) {
    product(rows, columns, depth, {a, a_row, a_column}, b, b_row, c, c_row, accumulate);
}

// The same with B packed as ck_pack does it: read once from the first number to the last for each block of rows, and fetched a part ahead,
// by all tiles of a part in equal shares. With few rows the time is that of reading B.
template <typename Number>
static void linear(const float *x, const Number *packed, float *y, int32_t rows, int32_t inputs, int32_t outputs,
                   int32_t accumulate) {
    const int part = part_of(inputs), group = wide * lanes;
    const size_t strip = size_t(inputs) * lanes;
    for (int i = 0; i < rows; i += block) {
        const int rows_now = std::min(block, rows - i);
        const size_t share = lanes * sizeof(Number) / ((rows_now + tall - 1) / tall);
        for (int j = 0; j < outputs; j += group)
            for (int k = 0; k < inputs; k += part) {
                const left_matrix left{x + size_t(i) * inputs + k, size_t(inputs), 1};
                const right_matrix<Number> right{packed + j / lanes * strip + size_t(k) * lanes, lanes, strip};
                const Number *next = right.at;  // once more at the end
                if (k + part < inputs)
                    next = right.part(part, 0).at;
                else if (j + group < outputs)
                    next = packed + (j + group) / lanes * strip;
                block_product(rows_now, std::min(group, outputs - j), std::min(part, inputs - k), left, right,
                              y + size_t(i) * outputs + j, outputs, accumulate || k > 0,
                              ahead{(const char *)next, strip * sizeof(Number), share});
            }
    }
}
