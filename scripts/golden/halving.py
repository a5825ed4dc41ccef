#!/usr/bin/env python3
"""Writes decisions of successive halving: scripts/golden/halving.py (needs `pip install optuna==5.0.0`).

Trials of one study report step by step, several at once, and ask `should_prune` of optuna's SuccessiveHalvingPruner, as its
manual has it. OptunaTests asks for each decision anew, given only what had been reported before.
"""
import json
import pathlib
import random

import optuna

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "Tests/SweepsTests/Goldens/halving.json"


def study(direction, first, factor, trials, steps, seed):
    """Reports in the order of their arrival: trial, step, value, and whether the trial was pruned there."""
    chance = random.Random(seed)
    pruner = optuna.pruners.SuccessiveHalvingPruner(min_resource=first, reduction_factor=factor)
    asked = optuna.create_study(direction=direction, pruner=pruner)
    running, reports, started = {}, [], 0
    while running or started < trials:
        if started < trials and (len(running) < 4 or chance.random() < 0.1):
            started += 1
            running[started] = (asked.ask(), iter(steps), chance.randrange(10))
        number = chance.choice(list(running))
        trial, rest, quality = running[number]
        step = next(rest, None)
        if step is None:
            asked.tell(trial, quality)
            del running[number]
            continue
        value = float("nan") if chance.random() < 0.02 else quality + chance.randrange(-3, 4)
        trial.report(value, step)
        pruned = trial.should_prune()
        reports.append([number, step, "NaN" if value != value else value, pruned])
        if pruned:
            asked.tell(trial, state=optuna.trial.TrialState.PRUNED)
            del running[number]
    return {"direction": direction, "first": first, "factor": factor, "reports": reports}


def main():
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    golden = [
        study("maximize", 1, 2, trials=20, steps=range(9), seed=1),
        study("minimize", 2, 3, trials=30, steps=[2, 6, 18, 54], seed=2),
        study("maximize", 3, 4, trials=20, steps=range(0, 16, 2), seed=3),
    ]
    GOLDEN.write_text(json.dumps(golden, separators=(",", ":")).replace("],[", "],\n[") + "\n")


if __name__ == "__main__":
    main()
