// The one matrix product: C (+)= A @ B, each element added up along the depth in order, by fused multiply-adds.
#pragma once

#include <algorithm>
#include <vector>

#include "vector.h"

// What a tile of outputs keeps in registers: `tall` rows of `wide` vectors. How the outputs are tiled does not change a bit.
constexpr int tall = CK_TALL, wide = CK_WIDE;
// Parts of the depth and of the rows that stay in the first and second cache.
constexpr int deep = 256, block = 96;

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

template <int Rows, int Vectors, typename Number>
CK_INLINE void tile(left_matrix a, right_matrix<Number> b, int depth, float *c, size_t c_row, bool accumulate) {
    vec sums[Rows][Vectors];
    for (int i = 0; i < Rows; i++)
        for (int j = 0; j < Vectors; j++) sums[i][j] = accumulate ? load(c + i * c_row + j * lanes) : vec{};
    for (int k = 0; k < depth; k++) {
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
template <int Rows, int Vectors, typename Number>
CK_INLINE void tile_of(int rows, left_matrix a, right_matrix<Number> b, int depth, float *c, size_t c_row, bool accumulate) {
    if constexpr (Rows > 1)
        if (rows < Rows) return tile_of<Rows - 1, Vectors>(rows, a, b, depth, c, c_row, accumulate);
    tile<Rows, Vectors>(a, b, depth, c, c_row, accumulate);
}

// All rows of `Vectors` vectors. The last two tiles share what is left, for a tile of few rows waits for its own sums.
template <int Vectors, typename Number>
static void column_of_tiles(int rows, left_matrix a, right_matrix<Number> b, int depth, float *c, size_t c_row,
                            bool accumulate) {
    while (rows > 0) {
        const int part = rows >= 2 * tall || rows <= tall ? std::min(rows, tall) : (rows + 1) / 2;
        tile_of<tall, Vectors>(part, a, b, depth, c, c_row, accumulate);
        a.at += part * a.row, c += part * c_row, rows -= part;
    }
}

// C[rows, columns] (+)= A[rows, depth] @ B[depth, columns], at most `block` rows. A last part of fewer than 16 columns, which B
// has in full, goes through a copy.
template <typename Number>
CK_INLINE void block_product(int rows, int columns, int depth, left_matrix a, right_matrix<Number> b, float *c, size_t c_row,
                             bool accumulate) {
    const int whole = columns / lanes;
    int j = 0;
    for (; j + wide <= whole; j += wide)
        column_of_tiles<wide>(rows, a, b.part(0, j), depth, c + j * lanes, c_row, accumulate);
    for (; j < whole; j++)
        column_of_tiles<1>(rows, a, b.part(0, j), depth, c + j * lanes, c_row, accumulate);
    const int edge = columns - whole * lanes;
    if (edge == 0) return;
    float copy[block * lanes];
    if (accumulate)
        for (int i = 0; i < rows; i++)
            store(copy + i * lanes, load_some(c + i * c_row + j * lanes, edge));
    column_of_tiles<1>(rows, a, b.part(0, j), depth, copy, lanes, accumulate);
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
    const int strips = (columns + lanes - 1) / lanes;
    // Few rows, or a B that fits the first cache, do not pay for a copy, unless it is what fills up the last strip.
    const bool packs = (rows > 4 * tall && depth > 2 * lanes) || columns % lanes != 0;
    std::vector<float> packed(packs ? size_t(strips) * lanes * std::min(depth, deep) : 0);
    for (int k = 0; k < depth; k += deep, accumulate = true) {
        const int part = std::min(deep, depth - k);
        const auto blocks = [&](auto right) {
            for (int i = 0; i < rows; i += block)
                block_product(std::min(block, rows - i), columns, part, a.part(i, k), right, c + i * c_row, c_row, accumulate);
        };
        if (packs) {
            pack_rows(b + k * b_row, b_row, part, columns, packed.data());
            blocks(right_matrix<float>{packed.data(), lanes, size_t(part) * lanes});
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

// The same with B packed as ck_pack does it.
template <typename Number>
static void linear(const float *x, const Number *packed, float *y, int32_t rows, int32_t inputs, int32_t outputs,
                   int32_t accumulate) {
    for (int i = 0; i < rows; i += block)
        for (int k = 0; k < inputs; k += deep) {
            const left_matrix left{x + size_t(i) * inputs + k, size_t(inputs), 1};
            const right_matrix<Number> right{packed + size_t(k) * lanes, lanes, size_t(inputs) * lanes};
            block_product(std::min(block, rows - i), outputs, std::min(deep, inputs - k), left, right,
                          y + size_t(i) * outputs, outputs, accumulate || k > 0);
        }
}
