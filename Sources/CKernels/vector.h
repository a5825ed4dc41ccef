// Sixteen floats at a time, in whatever registers the CPU has.
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
CK_INLINE float sum(vec v) {
    float s8[8];
    for (int i = 0; i < 8; i++) s8[i] = v[i] + v[i + 8];
    float s4[4];
    for (int i = 0; i < 4; i++) s4[i] = s8[i] + s8[i + 4];
    return (s4[0] + s4[2]) + (s4[1] + s4[3]);
}
CK_INLINE float maximum(vec v) {
    float m = v[0];
    for (int i = 1; i < lanes; i++) m = v[i] > m ? v[i] : m;
    return m;
}
CK_INLINE vec first(int count, const float *p, float fill) {
    float buffer[lanes];
    for (int i = 0; i < lanes; i++) buffer[i] = i < count ? p[i] : fill;
    return load(buffer);
}

// exp(x) to 2 units in the last place: x = n ln 2 + r, a degree-6 polynomial in r (Cephes' expf), then 2^n.
// Below -87.3 it gives the smallest normal number's neighbourhood, and 0 for -infinity.
CK_INLINE vec vexp(vec x) {
    const vec low = splat(-87.33654f), high = splat(88.37626f);
    ivec none = x < low;
    x = choose(x > high, high, choose(none, low, x));
    vec n = x * 1.44269504f + 12582912.0f;  // round to nearest by the 1.5 * 2^23 trick
    ivec exponent;
    std::memcpy(&exponent, &n, sizeof n);
    n -= 12582912.0f;
    vec r = x - n * 0.693359375f;
    r = r - n * -2.12194440e-4f;
    vec p = splat(1.9875691500e-4f);
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    ivec bits;
    std::memcpy(&bits, &p, sizeof p);
    bits += exponent << 23;
    std::memcpy(&p, &bits, sizeof p);
    return choose(none, vec{}, p);
}
