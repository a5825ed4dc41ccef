// Which tokens may be drawn: top-k, top-p and min-p, by thresholds on the logits. Equal logits stand or fall together.
#pragma once

#include <algorithm>
#include <vector>

#include "elementwise.h"

// The tokens that may be drawn: those whose logits reach `logit` and whose probabilities are at least `part` of the largest.
struct threshold {
    float logit, part;
    // Their parts of the largest probability, 0 for the others.
    inline __attribute__((always_inline)) vec parts(vec logits, float maximum, float scale) const {
        const vec p = vexp((logits - maximum) * scale);
        return choose((logits >= logit) & (p >= part), p, vec{});
    }
};

// Finds thresholds without sorting a vocabulary. What comes out is one number for each row, whatever way leads there.
struct token_filter {
    std::vector<float> tops;  // the largest logit of each block of sixteen

    // Temperature, then top-k, then top-p among what that leaves, then min-p.
    threshold of(const float *logits, int vocabulary, float top, float scale, const ck_sampling &sampling) {
        tops.resize((size_t(vocabulary) + lanes - 1) / lanes);
        over(vocabulary, [&](int j, int n) { tops[j / lanes] = maximum(load_some(logits + j, n, -INFINITY)); });
        threshold kept{-INFINITY, float(sampling.min_p)};
        if (sampling.top_k > 0 && sampling.top_k < vocabulary) kept.logit = largest(logits, vocabulary, sampling.top_k);
        if (sampling.top_p < 1) kept.logit = nucleus(logits, vocabulary, top, scale, kept.logit, sampling.top_p);
        return kept;
    }

  private:
    // Parts of the distribution's logarithm, whose range is that of vexp: 32 for each factor of e.
    static constexpr int buckets = 2816;
    struct candidate {
        float logit, part;
    };
    std::vector<float> numbers;
    std::vector<candidate> candidates;
    std::vector<double> shares;

    // Calls body(first, count) for each block that holds a logit of at least `floor`.
    template <typename Body> void blocks_from(float floor, int vocabulary, Body body) const {
        over(vocabulary, [&](int j, int n) {
            if (tops[j / lanes] >= floor) body(j, n);
        });
    }

    // The k-th largest logit. The k-th largest of the blocks' tops is no larger, and few tokens reach it.
    float largest(const float *logits, int vocabulary, int k) {
        float floor = -INFINITY;
        if (size_t(k) <= tops.size()) {
            numbers = tops;
            floor = descending(numbers, k);
        }
        numbers.clear();
        blocks_from(floor, vocabulary, [&](int j, int n) {
            for (int i = j; i < j + n; i++)
                if (logits[i] >= floor) numbers.push_back(logits[i]);
        });
        return descending(numbers, k);
    }
    static float descending(std::vector<float> &numbers, int k) {
        std::nth_element(numbers.begin(), numbers.begin() + (k - 1), numbers.end(), [](float a, float b) { return a > b; });
        return numbers[k - 1];
    }

    // The smallest logit that is kept: those above it have less than `top_p` of what lies from `floor` on. Probabilities are added up
    // in double precision by buckets of the logarithm, those of a bucket by tokens; in the bucket where the sum passes, from the
    // largest to the smallest.
    float nucleus(const float *logits, int vocabulary, float top, float scale, float floor, double top_p) {
        const auto visit = [&](auto body) {
            blocks_from(floor, vocabulary, [&](int j, int n) {
                const vec l = load_some(logits + j, n, -INFINITY), x = (l - top) * scale, p = vexp(x);
                const vec place = x * -32.0f, end = splat(buckets - 1);
                const ivec bucket = __builtin_convertvector(choose(place < end, place, end), ivec);
                for (int i = 0; i < n; i++)
                    if (l[i] >= floor && p[i] > 0) body(bucket[i], l[i], p[i]);
            });
        };
        shares.assign(buckets, 0);
        visit([&](int bucket, float, float part) { shares[bucket] += double(part); });
        double total = 0, above = 0;
        int last = 0, bucket = 0;
        for (int i = 0; i < buckets; i++)
            if (shares[i] > 0) total += shares[last = i];
        const double target = top_p * total;
        while (bucket < last && above + shares[bucket] < target) above += shares[bucket++];
        candidates.clear();
        visit([&](int in, float logit, float part) {
            if (in == bucket) candidates.push_back({logit, part});
        });
        std::sort(candidates.begin(), candidates.end(), [](candidate a, candidate b) { return a.logit > b.logit; });
        float smallest = candidates.front().logit;
        for (const candidate &c : candidates) {
            if (c.logit != smallest && above >= target) break;
            smallest = c.logit;
            above += double(c.part);
        }
        return smallest;
    }
};
