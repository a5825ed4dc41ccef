"""Asks optuna on behalf of OptunaSearcher: a line of JSON comes in, a line of JSON goes out.

Nothing is remembered from one request to the next. Each suggestion comes from a new sampler, whose seed the request gives, and
from a new study in memory, which holds the results that the request lists, in their order.
"""
import os
import sys

# Started by -c: a file of the folder we happen to be in is not taken for one of Python's.
sys.path = [path for path in sys.path if path]
if len(sys.argv) > 1 and sys.argv[1]:
    sys.path.insert(0, sys.argv[1])

# The same bits whatever the machine has: one thread, and none of numpy's code for newer CPUs, which rounds otherwise. The names
# are those of numpy 2.4 and of older ones; numpy passes over those that it does not know.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
os.environ["NPY_DISABLE_CPU_FEATURES"] = (
    "X86_V3 X86_V4 AVX512_ICL AVX512_SPR AVX F16C FMA3 AVX2 AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL"
)

# What optuna or numpy might print goes to stderr with the rest of their words.
answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)

import json
import platform
import warnings

warnings.simplefilter("ignore")
import numpy
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.trial import TrialState

optuna.logging.set_verbosity(optuna.logging.ERROR)


def hello(_):
    return {
        "optuna": optuna.__version__,
        "numpy": numpy.__version__,
        "python": platform.python_version(),
    }


def distribution(given):
    if given["kind"] == "float":
        return FloatDistribution(float(given["low"]), float(given["high"]), log=given["log"])
    if given["kind"] == "int":
        return IntDistribution(given["low"], given["high"])
    return CategoricalDistribution(range(given["count"]))


def short(value, given):
    """A number with 12 significant digits, within the ends of its range: what differs between machines lies below."""
    if given["kind"] != "float":
        return value
    return min(max(float(f"{value:.12g}"), given["low"]), given["high"])


def point(seen, distributions):
    """A result as a finished trial of a study."""
    if seen["pruned"]:
        state, value = TrialState.PRUNED, None
    elif seen["value"] is None:
        state, value = TrialState.FAIL, None
    else:
        state, value = TrialState.COMPLETE, float(seen["value"])
    # Among pruned points, those with a value are told apart by it.
    reported = {0: float(seen["value"])} if seen["pruned"] and seen["value"] is not None else {}
    return optuna.trial.create_trial(
        state=state,
        value=value,
        params=dict(zip(distributions, seen["values"], strict=True)),
        distributions=distributions,
        intermediate_values=reported,
    )


def suggest(request):
    if request["method"] == "tpe":
        sampler = optuna.samplers.TPESampler(
            seed=request["seed"], multivariate=True, group=False, constant_liar=False
        )
    else:
        sampler = optuna.samplers.RandomSampler(seed=request["seed"])
    study = optuna.create_study(sampler=sampler, direction=request["direction"])
    space = request["space"]
    distributions = {given["name"]: distribution(given) for given in space}
    study.add_trials([point(seen, distributions) for seen in request["seen"]])
    suggested = study.ask(distributions).params
    return {"values": [short(suggested[given["name"]], given) for given in space]}


def prune(request):
    first, factor = request["first"], request["factor"]
    pruner = optuna.pruners.SuccessiveHalvingPruner(min_resource=first, reduction_factor=factor)
    study = optuna.create_study(direction=request["direction"])
    asked, step, value = request["report"]
    rungs = {}
    for trial, seen_step, seen_value in request["seen"]:
        seen_value = float(seen_value)
        if seen_value != seen_value:
            continue  # optuna stops such a trial and does not count it
        done = rungs.setdefault(trial, {})
        while seen_step >= first * factor ** len(done):
            done[f"completed_rung_{len(done)}"] = seen_value
    own = rungs.pop(asked, {})
    for done in rungs.values():
        study.add_trial(optuna.trial.create_trial(state=TrialState.PRUNED, system_attrs=done))
    reported = {step: float(value)}
    study.add_trial(
        optuna.trial.create_trial(state=TrialState.RUNNING, system_attrs=own, intermediate_values=reported)
    )
    return {"pruned": bool(pruner.prune(study, study.trials[-1]))}


def main():
    requests = {"hello": hello, "suggest": suggest, "prune": prune}
    for line in sys.stdin.buffer:
        request = json.loads(line)
        try:
            answer = requests[request["do"]](request)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


main()
