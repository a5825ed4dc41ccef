"""Writes what sacrebleu computes for chrF between pairs of texts, for AnalysisTests to compare with.

    python3 -m venv /tmp/chrf && /tmp/chrf/bin/pip install sacrebleu==2.6.0
    /tmp/chrf/bin/python scripts/golden/chrf.py

Tests/AnalysisTests/Goldens/chrf.json is a list of [hypothesis, reference, chrF in 0...1]: character n-grams up to 6, beta 2, no word n-grams,
white space left out, as sacrebleu does by default. Among them are programs with small changes, as one conversation has them, texts shorter than
the longest n-gram, and letters beyond ASCII.
"""

import json
import pathlib
import random

from sacrebleu.metrics import CHRF

PROGRAM = """a=list(map(int,input().split()))
a=[x for x in a if x>3]
a=[x*2 for x in a]
print(*a,sep='|')
"""

BY_HAND = [
    ("print(1)\n", "print(1)\n"),
    ("print(1)", " print( 1 )\n"),
    ("print(2)\n", "print(1)\n"),
    ("abc", "abcdefgh"),
    ("abcdefgh", "abc"),
    ("a", "b"),
    ("", "print(1)"),
    ("print(1)", ""),
    (" \n", "\t"),
    ("aaaaaaaaaa", "aaa"),
    ("größe = 'ß∂🙂'", "grosse = 'ß∂🙂🙂'"),
    ("x\x1cy\u3000z", "xyz"),
    ("while True:\n    pass\n", PROGRAM),
]


def changed(text: str, draw: random.Random) -> str:
    """`text` with one to six characters left out, put in or exchanged."""
    letters = list(text)
    for _ in range(draw.randint(1, 6)):
        place = draw.randrange(len(letters))
        new = draw.choice("abcx0123456789+-*/()[]:\n é∂")
        letters[place : place + draw.randint(0, 2)] = [new] * draw.randint(0, 2)
        letters = letters or ["a"]
    return "".join(letters)


def main() -> None:
    draw = random.Random(5)
    pairs = BY_HAND + [(changed(PROGRAM, draw), PROGRAM) for _ in range(20)]
    pairs += [(changed(text, draw), text) for text in ("ab", "x=1", "print(a)") for _ in range(5)]
    metric = CHRF()
    cases = [[left, right, metric.sentence_score(left, [right]).score / 100] for left, right in pairs]
    place = pathlib.Path(__file__).parents[2] / "Tests/AnalysisTests/Goldens/chrf.json"
    place.parent.mkdir(exist_ok=True)
    place.write_text(json.dumps(cases, indent=1) + "\n")


if __name__ == "__main__":
    main()
