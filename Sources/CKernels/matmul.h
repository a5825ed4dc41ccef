// The one matrix product: C[rows, 16 columns a vector] (+)= A @ B with B's rows contiguous.
#pragma once

#include <algorithm>
#include <vector>

#include "vector.h"

// One block of Rows x (Vectors * 16) outputs, its sums in registers, added up over k in order.
// A's element (i, k) is a[i * a_row + k * a_column].
template <int Rows, int Vectors>
CK_INLINE void product_block(const float *a, size_t a_row, size_t a_column, const float *b, size_t b_row, int depth,
                             float *c, size_t c_row, bool accumulate) {
    vec sums[Rows][Vectors];
    for (int i = 0; i < Rows; i++)
        for (int j = 0; j < Vectors; j++) sums[i][j] = accumulate ? load(c + i * c_row + j * lanes) : vec{};
    for (int k = 0; k < depth; k++) {
        vec row[Vectors];
        for (int j = 0; j < Vectors; j++) row[j] = load(b + k * b_row + j * lanes);
        for (int i = 0; i < Rows; i++) {
            vec x = splat(a[i * a_row + k * a_column]);
            for (int j = 0; j < Vectors; j++) sums[i][j] += x * row[j];
        }
    }
    for (int i = 0; i < Rows; i++)
        for (int j = 0; j < Vectors; j++) store(c + i * c_row + j * lanes, sums[i][j]);
}

template <int Vectors>
CK_INLINE void product_rows(int rows, const float *a, size_t a_row, size_t a_column, const float *b, size_t b_row,
                            int depth, float *c, size_t c_row, bool accumulate) {
    constexpr int Tall = 8;
    for (; rows >= Tall; rows -= Tall, a += Tall * a_row, c += Tall * c_row)
        product_block<Tall, Vectors>(a, a_row, a_column, b, b_row, depth, c, c_row, accumulate);
    switch (rows) {
    case 7: return product_block<7, Vectors>(a, a_row, a_column, b, b_row, depth, c, c_row, accumulate);
    case 6: return product_block<6, Vectors>(a, a_row, a_column, b, b_row, depth, c, c_row, accumulate);
    case 5: return product_block<5, Vectors>(a, a_row, a_column, b, b_row, depth, c, c_row, accumulate);
    case 4: return product_block<4, Vectors>(a, a_row, a_column, b, b_row, depth, c, c_row, accumulate);
    case 3: return product_block<3, Vectors>(a, a_row, a_column, b, b_row, depth, c, c_row, accumulate);
    case 2: return product_block<2, Vectors>(a, a_row, a_column, b, b_row, depth, c, c_row, accumulate);
    case 1: return product_block<1, Vectors>(a, a_row, a_column, b, b_row, depth, c, c_row, accumulate);
    }
}

// C[rows, columns] (+)= A[rows, depth] @ B[depth, columns], for any sizes. The depth is cut into slices whose part of B
// stays in the cache; a last part of fewer than 16 columns goes through a padded copy.
static void product(int rows, int columns, int depth, const float *a, size_t a_row, size_t a_column, const float *b,
                    size_t b_row, float *c, size_t c_row, bool accumulate) {
    constexpr int slice = 256;
    const int whole = columns / lanes * lanes, edge = columns - whole;
    std::vector<float> b_edge(edge ? size_t(slice) * lanes : 0), c_edge(edge ? size_t(rows) * lanes : 0);
    for (int k = 0; k < depth; k += slice, accumulate = true) {
        const int part = depth - k < slice ? depth - k : slice;
        const float *ak = a + k * a_column, *bk = b + k * b_row;
        int j = 0;
        for (; j + 2 * lanes <= whole; j += 2 * lanes)
            product_rows<2>(rows, ak, a_row, a_column, bk + j, b_row, part, c + j, c_row, accumulate);
        if (j < whole) product_rows<1>(rows, ak, a_row, a_column, bk + j, b_row, part, c + j, c_row, accumulate);
        if (!edge) continue;
        for (int n = 0; n < part; n++) std::copy_n(bk + n * b_row + whole, edge, &b_edge[size_t(n) * lanes]);
        if (k == 0 && accumulate)
            for (int i = 0; i < rows; i++) std::copy_n(c + i * c_row + whole, edge, &c_edge[size_t(i) * lanes]);
        product_rows<1>(rows, ak, a_row, a_column, b_edge.data(), lanes, part, c_edge.data(), lanes, accumulate);
    }
    if (edge)
        for (int i = 0; i < rows; i++) std::copy_n(&c_edge[size_t(i) * lanes], edge, c + i * c_row + whole);
}
