"""The other side of `scripts/bench record`: logs points with what others use, on request, and times it.

    PYTHONPATH=.deps/bench-record:.deps/python python3 scripts/benchmark/loggers.py FOLDER

Prints one line about itself. Then each line on stdin, a way, a number of calls and of numbers a call such as
`tensorboardX 1000 10`, is done once and answered with a line of JSON: the seconds from before the first call until all
is closed, and the median and 99th percentile of what a call took, in microseconds.

Each way logs as its documentation says, with its own defaults; what it keeps lies under FOLDER.
"""

import importlib.metadata
import json
import os
import shutil
import sys
import time
import uuid

FOLDER = os.path.abspath(sys.argv[1])
os.environ.update(
    TRACKIO_DIR=FOLDER + "/trackio", HF_HUB_OFFLINE="1", GRADIO_ANALYTICS_ENABLED="0", HF_HOME=FOLDER + "/hf",
    MLFLOW_ALLOW_FILE_STORE="true", MLFLOW_DISABLE_TELEMETRY="true", DO_NOT_TRACK="1", GIT_PYTHON_REFRESH="quiet")

ANSWERS = os.dup(1)  # trackio and MLflow print to stdout
os.dup2(2, 1)


def summary_writer(kind):
    writer = kind(f"{FOLDER}/{uuid.uuid4().hex}")

    def log(values, step):
        for name, value in values.items():
            writer.add_scalar(name, value, step)

    return log, writer.close


def tensorboardX():
    from tensorboardX import SummaryWriter
    return summary_writer(SummaryWriter)


def torch():
    from torch.utils.tensorboard import SummaryWriter
    return summary_writer(SummaryWriter)


def trackio():
    import trackio as library
    library.init(project="bench", name=uuid.uuid4().hex)
    return (lambda values, step: library.log(values, step=step)), library.finish


def mlflow(address):
    import mlflow as library
    library.set_tracking_uri(address)
    library.set_experiment("bench")
    library.start_run()
    return (lambda values, step: library.log_metrics(values, step=step)), library.end_run


WAYS = {
    "tensorboardX": tensorboardX,
    "torch": torch,
    "trackio": trackio,
    "mlflow-file": lambda: mlflow(f"file://{FOLDER}/mlruns"),
    "mlflow-sqlite": lambda: mlflow(f"sqlite:///{FOLDER}/mlflow.db"),
}


def measure(way, steps, metrics):
    log, close = WAYS[way]()
    delays = []
    began = time.perf_counter()
    for step in range(1, steps + 1):
        values = {f"metric_{index}": step * 0.37 + index for index in range(metrics)}
        before = time.perf_counter_ns()
        log(values, step)
        delays.append(time.perf_counter_ns() - before)
    close()
    seconds = time.perf_counter() - began
    delays.sort()
    return {"seconds": seconds, "median": delays[steps // 2] / 1e3, "p99": delays[steps * 99 // 100] / 1e3}


def say(line):
    os.write(ANSWERS, (line + "\n").encode())


def main():
    os.makedirs(FOLDER, exist_ok=True)
    names = ["tensorboardX", "tensorboard", "torch", "trackio", "mlflow"]
    say(", ".join(f"{name} {importlib.metadata.version(name)}" for name in names))
    for line in sys.stdin:
        way, steps, metrics = line.split()
        say(json.dumps(measure(way, int(steps), int(metrics))))
    shutil.rmtree(FOLDER, ignore_errors=True)


main()
