// Sixteen floats at a time, in whatever registers the CPU has.
//
// The bits of a result are part of what a run promises, so each rounding is written out. The build contracts nothing
// (-ffp-contract=off): an operator rounds once, and so does fma(). Sums have the order that the code states; across the lanes of a
// vector it is that of sum(). Then every variant gives the same bits.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

// Vectors wider than the registers never cross a call that is not inlined.
#pragma clang diagnostic ignored "-Wpsabi"

#define CK_INLINE static inline __attribute__((always_inline))

constexpr int lanes = 16;
typedef float vec __attribute__((vector_size(64)));
typedef int32_t ivec __attribute__((vector_size(64)));
typedef double dvec __attribute__((vector_size(128)));

CK_INLINE vec load(const float *p) {
    vec v;
    std::memcpy(&v, p, sizeof v);
    return v;
}
CK_INLINE void store(float *p, vec v) { std::memcpy(p, &v, sizeof v); }
// x - 0 is x whatever x is, so that no addition is left; 0 + x is not, for x = -0.
CK_INLINE vec splat(float x) { return x - vec{}; }
CK_INLINE vec choose(ivec mask, vec a, vec b) { return mask ? a : b; }
CK_INLINE vec vmax(vec a, vec b) { return choose(a > b, a, b); }
// a * b + c, rounded once; a CPU without the instruction takes it from the C library, slowly.
CK_INLINE vec fma(vec a, vec b, vec c) { return __builtin_elementwise_fma(a, b, c); }
CK_INLINE dvec fma(dvec a, dvec b, dvec c) { return __builtin_elementwise_fma(a, b, c); }
CK_INLINE dvec doubles(vec v) { return __builtin_convertvector(v, dvec); }

// Halves are added up: 8 sums of lanes that lie 8 apart, then 4, 2, 1.
template <typename Vector> CK_INLINE auto sum(Vector v) -> decltype(v[0] + v[0]) {
    decltype(v[0] + v[0]) s8[8], s4[4];
    for (int i = 0; i < 8; i++) s8[i] = v[i] + v[i + 8];
    for (int i = 0; i < 4; i++) s4[i] = s8[i] + s8[i + 4];
    return (s4[0] + s4[2]) + (s4[1] + s4[3]);
}
CK_INLINE float maximum(vec v) {
    float m8[8], m4[4];
    for (int i = 0; i < 8; i++) m8[i] = v[i] > v[i + 8] ? v[i] : v[i + 8];
    for (int i = 0; i < 4; i++) m4[i] = m8[i] > m8[i + 4] ? m8[i] : m8[i + 4];
    const float a = m4[0] > m4[2] ? m4[0] : m4[2], b = m4[1] > m4[3] ? m4[1] : m4[3];
    return a > b ? a : b;
}

// A bfloat16, the upper half of a float: it is widened without rounding.
typedef uint16_t bf16;
CK_INLINE vec load(const bf16 *p) {
    typedef uint16_t halves __attribute__((vector_size(32)));
    typedef uint32_t words __attribute__((vector_size(64)));
    halves h;
    std::memcpy(&h, p, sizeof h);
    const words bits = __builtin_convertvector(h, words) << 16;
    vec v;
    std::memcpy(&v, &bits, sizeof v);
    return v;
}

// Runs over `width` numbers, sixteen at a time and then the rest.
template <typename Count, typename Body> CK_INLINE void over(Count width, Body body) {
    Count j = 0;
    for (; j + lanes <= width; j += lanes) body(j, lanes);
    if (j < width) body(j, int(width - j));
}
CK_INLINE vec load_some(const float *p, int count, float fill = 0) {
    if (count == lanes) return load(p);
    float buffer[lanes];
    for (int i = 0; i < lanes; i++) buffer[i] = i < count ? p[i] : fill;
    return load(buffer);
}
CK_INLINE vec load_some(const bf16 *p, int count) {
    if (count == lanes) return load(p);
    bf16 buffer[lanes];
    for (int i = 0; i < lanes; i++) buffer[i] = i < count ? p[i] : 0;
    return load(buffer);
}
CK_INLINE void store_some(float *p, vec v, int count) {
    if (count == lanes) return store(p, v);
    for (int i = 0; i < count; i++) p[i] = v[i];
}

// exp(x) to 2 units in the last place: x = n ln 2 + r, a degree-6 polynomial in r (Cephes' expf), then 2^n.
// Below -87.3 it is 0, above 88.4 it stays at 2.4e38, and of no number it is none.
CK_INLINE vec vexp(vec x) {
    const vec low = splat(-87.33654f), high = splat(88.37626f);
    const vec bounded = choose(x < low, low, x), within = choose(bounded > high, high, bounded);
    // Adding 1.5 * 2^23 rounds to nearest; the last bits are then n, to which the 127 of an exponent is added at once.
    const vec shift = splat(12582912.0f + 127.0f), shifted = fma(within, splat(1.44269504f), shift);
    const vec n = shifted - shift;
    vec r = fma(n, splat(-0.693359375f), within);
    r = fma(n, splat(2.12194440e-4f), r);
    vec p = splat(1.9875691500e-4f);
    p = fma(p, r, splat(1.3981999507e-3f));
    p = fma(p, r, splat(8.3334519073e-3f));
    p = fma(p, r, splat(4.1665795894e-2f));
    p = fma(p, r, splat(1.6666665459e-1f));
    p = fma(p, r, splat(5.0000001201e-1f));
    p = fma(p, r * r, r) + 1.0f;
    ivec exponent;
    std::memcpy(&exponent, &shifted, sizeof exponent);
    exponent <<= 23;
    vec power;
    std::memcpy(&power, &exponent, sizeof power);
    return choose(x < low, vec{}, p * power);
}

// The natural logarithm of a positive number, computed in double precision: x = m 2^e with m from 0.71 to 1.41,
// log m = 2 artanh((m - 1) / (m + 1)) to 1e-10. The C library's may have other bits on another machine.
CK_INLINE float logarithm(float x) {
    const double wide = x;
    uint64_t bits;
    std::memcpy(&bits, &wide, sizeof bits);
    int exponent = int(bits >> 52) - 1023;
    bits = (bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000;
    double m;
    std::memcpy(&m, &bits, sizeof m);
    if (m > 1.4142135623730951) m *= 0.5, exponent++;
    const double s = (m - 1) / (m + 1), z = s * s;
    double series = 1.0 / 11;
    for (int k = 9; k >= 1; k -= 2) series = series * z + 1.0 / k;
    return float(exponent * 0.6931471805599453 + 2 * s * series);
}
