#!/usr/bin/env python3
"""Writes the golden points of Sobol sequences: scripts/golden/sobol.py (needs `pip install scipy==1.17.1`).

`plain` comes from scipy.stats.qmc.Sobol(scramble=False). `scrambled` is Owen's scrambling of the same points, by a recursion
over the halves of the unit interval with a Philox of its own; scipy draws its random bits otherwise.
"""
import json
import pathlib

import numpy
from scipy.stats import qmc

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "Tests/SweepsTests/Goldens/sobol.json"
DIMENSIONS, BITS = 40, 32
NUMBERS = [*range(20), 1023, 1024, 99_999, 1_000_000]
SEEDS = [0, 1, 0x0123456789ABCDEF]
SEARCH = 13  # RandomKey.Purpose.search
WORD = 0xFFFFFFFF


def philox(counter, key):
    """Philox4x32-10 of Salmon and others (2011)."""
    a, b, c, d = counter
    left, right = key
    for _ in range(10):
        first, second = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = (second >> 32) ^ b ^ left, second & WORD, (first >> 32) ^ d ^ right, first & WORD
        left, right = (left + 0x9E3779B9) & WORD, (right + 0xBB67AE85) & WORD
    return a, b, c, d


def scramble(steps, key, dimension, node=1, width=BITS):
    """The steps of an interval of 2^width steps after its halves, and theirs, have changed places or not."""
    if width == 0 or not steps:
        return steps
    half = 1 << (width - 1)
    swaps = philox((node, SEARCH << 16, dimension, 0), key)[0] >> 31
    lower = {i: s for i, s in steps.items() if s < half}
    upper = {i: s - half for i, s in steps.items() if s >= half}
    lower = scramble(lower, key, dimension, 2 * node, width - 1)
    upper = scramble(upper, key, dimension, 2 * node + 1, width - 1)
    if swaps:
        lower, upper = upper, lower
    return lower | {i: s + half for i, s in upper.items()}


def main():
    points = {}
    for number in NUMBERS:
        sequence = qmc.Sobol(DIMENSIONS, scramble=False, bits=BITS)
        if number:
            sequence.fast_forward(number)
        points[number] = [int(x) for x in sequence.random(1)[0] * 2**BITS]
    scrambled = {}
    for seed in SEEDS:
        key = (seed & WORD, seed >> 32)
        columns = [
            scramble({n: points[n][d] for n in NUMBERS}, key, d) for d in range(DIMENSIONS)
        ]
        scrambled[str(seed)] = [[column[n] for column in columns] for n in NUMBERS]
    golden = {
        "numbers": NUMBERS,
        "plain": [points[n] for n in NUMBERS],
        "scrambled": scrambled,
    }
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_text(json.dumps(golden, separators=(",", ":")).replace("],[", "],\n[") + "\n")


if __name__ == "__main__":
    numpy.seterr(all="raise")
    main()
