#!/usr/bin/env python3
"""Writes what scipy and statsmodels make of the numbers that StatisticsTests has: scripts/golden/intervals.py

    pip install scipy==1.17.1 statsmodels==0.15.0    (any later will do)

Tests/StatisticsTests/Goldens/statistics.json gets distributions, tests and whole tables, each with what it was given. Tango's interval is in
neither package: here it is found from its definition, all differences that the score test of a constrained multinomial likelihood does not
reject, with the likelihood maximised by numbers; the closed form of Tango (1998) stands only in Assay. How often that interval holds the truth
is printed, added up over all tables of 40 problems.
"""
import itertools
import json
import math
import pathlib
import random

import numpy as np
import statsmodels.api as sm
from scipy import optimize, stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "Tests/StatisticsTests/Goldens"


def distributions():
    freedoms = [1, 2, 3, 4.7, 10, 49, 299, 10_000]
    return {
        "t": [{"df": df, "t": t, "tail": stats.t.sf(t, df)} for df in freedoms for t in (-3.0, 0.0, 1e-3, 0.7, 2.0, 12.0, 400.0)],
        "tQuantiles": [{"df": df, "p": p, "t": stats.t.ppf(p, df)} for df in freedoms for p in (0.001, 0.2, 0.8, 0.95, 0.975, 0.999999)],
        "normal": [{"x": x, "tail": stats.norm.sf(x)} for x in (-9.0, -1.0, 0.0, 0.1, 1.5, 2.9999, 3.0001, 6.0, 30.0)],
        "normalQuantiles": [{"p": p, "x": stats.norm.ppf(p)} for p in (1e-12, 0.05, 0.3, 0.5, 0.8, 0.95, 0.975, 1 - 1e-9)],
        "detectable": [{"df": df, "power": power, "errors": detectable(df, power)} for df in freedoms for power in (0.5, 0.8, 0.95)],
    }


def detectable(df, power):
    """The noncentrality at which a two-sided t test at 5% has this power."""
    critical = stats.t.ppf(0.975, df)

    def excess(nc):
        # Far below, scipy has no number for the other tail, which is nothing there.
        return stats.nct.sf(critical, df, nc) + np.nan_to_num(stats.nct.cdf(-critical, df, nc)) - power

    return optimize.brentq(excess, 0.01, 60, xtol=1e-12)


def score(b, c, n, delta):
    """The score statistic of the difference `delta`, at the likeliest probability of "only the second" (q; "only the first" is q + delta)."""
    if delta < 0:
        return -score(c, b, n, -delta)
    high = (1 - delta) / 2

    def slope(q):  # of the log-likelihood
        return b / (q + delta) + c / q - (n - b - c) / (high - q)

    ends = high * 1e-13, high * (1 - 1e-12)
    q = ends[0] if slope(ends[0]) <= 0 else ends[1] if slope(ends[1]) >= 0 else optimize.brentq(slope, *ends, xtol=1e-16, rtol=1e-14)
    variance = n * (2 * q + delta - delta * delta)
    return (b - c - n * delta) / math.sqrt(max(variance, 1e-300))


def tango(b, c, n, confidence):
    z = stats.norm.ppf(0.5 + confidence / 2)
    value = (b - c) / n
    edge = 1 - 1e-9
    lower = optimize.brentq(lambda d: score(b, c, n, d) - z, -edge, value - 1e-12) if score(b, c, n, -edge) > z and value > -1 else -1.0
    upper = optimize.brentq(lambda d: score(b, c, n, d) + z, value + 1e-12, edge) if score(b, c, n, edge) < -z and value < 1 else 1.0
    return [lower, upper]


def binary():
    cases = []
    for b, c, n in [(1, 7, 21), (0, 0, 50), (10, 0, 50), (0, 3, 300), (31, 17, 300), (5, 5, 12), (20, 0, 20), (400, 311, 2000), (1, 0, 300)]:
        cases.append({
            "b": b, "c": c, "n": n, "p": float(mcnemar([[0, b], [c, n - b - c]], exact=True).pvalue) if b + c else 1.0,
            "interval95": tango(b, c, n, 0.95), "interval90": tango(b, c, n, 0.9),
            "above": stats.norm.sf(score(b, c, n, -0.05)), "below": stats.norm.cdf(score(b, c, n, 0.05)),
        })
    return cases


def tango_coverage(n=40):
    intervals = {(b, c): tango(b, c, n, 0.95) for b in range(n + 1) for c in range(n + 1 - b)}
    for p, q in [(0.05, 0.05), (0.2, 0.1), (0.3, 0.3), (0.4, 0.1), (0.02, 0.0)]:
        covered = sum(
            stats.multinomial.pmf([b, c, n - b - c], n, [p, q, 1 - p - q])
            for (b, c), (low, high) in intervals.items() if low <= p - q <= high)
        print(f"Tango, {n} problems, only first {p}, only second {q}: the interval holds the truth in {covered:.1%}")


def table(name, arms, seeds, clusters, samples, margin, effects, draw):
    """Arms on problems of clusters: solved[arm][seed][problem], and what the comparison with the first arm comes to."""
    groups = [g for g, size in enumerate(clusters) for _ in range(size)]
    ease = [draw.gauss(0, 0.2) for _ in clusters]
    solved = []
    for arm in range(arms):
        tilt = [draw.gauss(0, 0.15) for _ in clusters]
        runs = []
        for _ in range(seeds):
            luck = draw.gauss(0, 0.05)
            rates = [min(1, max(0, 0.45 + effects[arm] + luck + ease[g] + tilt[g] + draw.gauss(0, 0.1))) for g in groups]
            runs.append([sum(draw.random() < rate for _ in range(samples)) for rate in rates])
        solved.append(runs)
    y = np.array(solved) / samples
    rows = [rate(y[arm], groups) for arm in range(arms)]
    others = [difference(y[arm] - y[0], groups, margin) for arm in range(1, arms)]
    adjusted = multipletests([d["p"] for d in others], method="holm")[1]
    for d, p in zip(others, adjusted):
        d["holm"] = float(p)
    welch = [unpaired(y[arm].mean(axis=1), y[0].mean(axis=1), margin) for arm in range(1, arms)] if seeds > 1 else None
    return {"name": name, "clusters": groups, "samples": samples, "margin": margin, "solved": solved, "rates": rows, "differences": others,
            "welch": welch}


def clustered(values, groups):
    """The mean of values[seed][problem], its standard error and the degrees of freedom, from a regression on nothing but a constant."""
    seeds, problems = values.shape
    flat, g = values.reshape(-1), np.tile(groups, seeds)
    s = np.repeat(np.arange(seeds), problems)

    def error(columns):
        fit = sm.OLS(flat, np.ones(len(flat))).fit(cov_type="cluster", cov_kwds={"groups": columns})
        return float(fit.bse[0])

    if seeds == 1:
        return flat.mean(), error(g), len(set(groups)) - 1
    both = np.column_stack([s, g])
    with np.errstate(invalid="ignore"):
        two_way = error(both)
    errors = [e for e in (two_way, error(s), error(g)) if not math.isnan(e)]
    return flat.mean(), max(errors), min(seeds, len(set(groups))) - 1


def rate(values, groups):
    mean, error, df = clustered(values, groups)
    if len(values) > 1:  # Satterthwaite's
        seeds = values.mean(axis=1).var(ddof=1) / len(values)
        df = error**4 / (seeds**2 / (len(values) - 1) + (error**2 - seeds) ** 2 / (len(set(groups)) - 1))
    reach = stats.t.ppf(0.975, df) * error
    return {"mean": mean, "error": error, "df": df, "interval95": [max(0, mean - reach), min(1, mean + reach)]}


def difference(values, groups, margin):
    mean, error, df = clustered(values, groups)
    reach, reach90 = stats.t.ppf(0.975, df) * error, stats.t.ppf(0.95, df) * error
    return {
        "mean": mean, "error": error, "df": df, "interval95": [max(-1, mean - reach), min(1, mean + reach)],
        "interval90": [mean - reach90, mean + reach90], "p": float(2 * stats.t.sf(abs(mean / error), df)),
        "equivalence": float(max(stats.t.sf((mean + margin) / error, df), stats.t.cdf((mean - margin) / error, df))),
        "detectable": detectable(df, 0.8) * error,
        "tally": [int((values.sum(axis=0) > 1e-9).sum()), int((values.sum(axis=0) < -1e-9).sum())],
    }


def unpaired(a, b, margin):
    test = stats.ttest_ind(a, b, equal_var=False)
    interval = test.confidence_interval(0.95)
    tost = CompareMeans(DescrStatsW(a), DescrStatsW(b)).ttost_ind(-margin, margin, usevar="unequal")
    return {"p": float(test.pvalue), "df": float(test.df), "interval95": [float(interval.low), float(interval.high)],
            "equivalence": float(tost[0])}


def attainable():
    """Seeds whose differences have one sign, and arms of which one lies above the other: the smallest p of exact tests."""
    mean = lambda x, axis: np.mean(x, axis=axis)
    between = lambda x, y, axis: np.mean(x, axis=axis) - np.mean(y, axis=axis)
    exact = {"n_resamples": math.inf, "vectorized": True}
    paired, ranks = [], []
    for seeds in (2, 3, 4, 5, 6):
        d = np.arange(1, seeds + 1) / 10
        p = stats.permutation_test((d,), mean, permutation_type="samples", **exact).pvalue
        assert math.isclose(p, stats.wilcoxon(d, method="exact").pvalue)
        paired.append({"seeds": seeds, "p": float(p)})
        ranks.append({"seeds": seeds, "p": float(stats.permutation_test((d + 5, d), between, permutation_type="independent", **exact).pvalue)})
    return {"paired": paired, "unpaired": ranks}


def main():
    draw = random.Random(9)
    small = [1 + (g % 4 == 0) + 3 * (g % 7 == 0) for g in range(12)]
    goldens = {
        **distributions(),
        "wilson": [{"k": k, "n": n, "interval95": list(stats.binomtest(k, n).proportion_ci(0.95, method="wilson"))}
                   for k, n in [(0, 10), (8, 10), (10, 10), (3, 300), (150, 299)]],
        "binary": binary(),
        "mean": [{"values": v, "p": float(stats.ttest_1samp(v, 0).pvalue), "interval95": list(stats.ttest_1samp(v, 0).confidence_interval(0.95))}
                 for v in ([0.1, 0.4, 0.35], [0.02, -0.01], [3.0, 4.0, 5.5, 2.0, 9.0])],
        "holm": [{"p": p, "adjusted": multipletests(p, method="holm")[1].tolist()}
                 for p in ([0.01, 0.04, 0.03, 0.005], [0.5], [0.9, 0.9, 0.01], [0.02, 0.02, 0.02])],
        "passAtK": [{"n": n, "right": c, "k": k, "p": float(1 - stats.hypergeom.pmf(0, n, c, k))}
                    for n, c, k in itertools.product([10, 200], [0, 1, 7], [1, 4, 10])],
        "attainable": attainable(),
        "tables": [
            table("three seeds", 3, 3, small, 1, 0.1, [0, 0.15, 0.02], draw),
            table("five seeds, four samples", 4, 5, [1] * 30, 4, 0.05, [0, 0.1, 0.0, -0.1], draw),
            table("one seed, four samples, clusters", 3, 1, small, 4, 0.1, [0, 0.1, 0.0], draw),
            table("one seed, four samples", 2, 1, [1] * 40, 4, 0.1, [0, 0.05], draw),
            table("more seeds than clusters", 2, 6, [5, 4, 6], 2, 0.1, [0, 0.1], draw),
        ],
    }
    GOLDENS.mkdir(exist_ok=True)
    text = json.dumps(goldens, separators=(",", ":"), default=float).replace('{"name"', '\n{"name"').replace('],"', '],\n"')
    (GOLDENS / "statistics.json").write_text(text + "\n")
    tango_coverage()


main()
