"""Checks what TensorBoard itself makes of recorded runs: scalars, hparams and their averages over seeds, texts.

    python -m pip install tensorboard
    python scripts/golden/tensorboard_events.py [--assay scripts/assay] [--keep FOLDER]

Records a few small runs with Assay and reads them twice: through TensorBoard's own EventAccumulator, and through the HTTP
API of a started `tensorboard` (its loader in Rust and the one in Python), which is what its pages are made of. The figures
expected come from metrics.jsonl and run.json. Ends with 1 at the first that differs.
"""

import argparse
import json
import math
import os
import struct
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from datetime import datetime

from tensorboard.backend.event_processing.event_accumulator import (
    STORE_EVERYTHING_SIZE_GUIDANCE,
    EventAccumulator,
)

SCALARS = """
local p = run.params { kl = { 0.05, "beta" }, feedback = { "execution", "told" }, warm = { true, "or cold" } }
for step = 1, 20 do
  run.log { loss = run.seed * p.kl + 1 / step, tokens = step * 1000, time = { tokens_per_second = 1e4 / step } }
end
run.log { step = 30, nothing = 0 / 0, great = math.huge }
"""

# Logs a step and then works on for as long as nobody makes it stop.
WAITING = "run.log { loss = 0.5 }\nfor i = 1, math.huge do end\n"

EPISODES = """
local policy = model.load "minicoder"
local env = environment.code {
  problems = dataset.minicontests().train, executor = executor.python { cpu_seconds = 1 }, turns = 2 }
local ppo = trainer.ppo { policy = policy, environment = env, episodes = 16, minibatches = 1 }
for update in ppo:updates(3) do run.log(update) end
"""


def main():
    parser = argparse.ArgumentParser()
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    parser.add_argument("--assay", default=os.path.join(root, "scripts/assay"))
    parser.add_argument("--keep", help="records into this folder and leaves it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or temporary
        os.makedirs(folder, exist_ok=True)
        runs = os.path.join(folder, "runs")
        record = Recorder(options.assay, folder, runs)
        groups = {}
        for kl in ["0.05", "0.2"]:
            groups[kl] = [record.run("scalars", SCALARS, f"kl={kl}", "--seed", str(seed)) for seed in [1, 2, 3]]
        episodes = record.run("episodes", EPISODES)
        everything = [name for names in groups.values() for name in names] + [episodes]

        for name in everything:
            check_scalars(os.path.join(runs, name))
        check_first_step_is_seen(record)
        for loader in ["true", "false"]:
            with Server(runs, loader) as server:
                server.wait_for(everything)
                check_served_scalars(server, runs, groups["0.2"][0])
                check_groups(server, runs, groups)
                check_texts(server, record, episodes)
    print("TensorBoard reads what was recorded")


class Recorder:
    def __init__(self, assay, folder, runs):
        self.assay, self.folder, self.runs = assay, folder, runs

    def start(self, name, source, *arguments, runs=None):
        script = os.path.join(self.folder, name + ".lua")
        with open(script, "w") as file:
            file.write(source)
        command = [self.assay, "run", script, "--runs", runs or self.runs, *arguments]
        return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)

    def run(self, name, source, *arguments):
        process = self.start(name, source, *arguments)
        errors = process.communicate()[1]
        expect(process.returncode, 0, f"assay run {name}: {errors}")
        return errors.split("recorded as ")[1].split(";")[0]


class Server:
    """`tensorboard` on a port of its own choice."""

    def __init__(self, runs, loads_fast):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tensorboard.main", "--logdir", runs, "--port", "0", "--reload_interval", "1",
             "--host", "127.0.0.1", f"--load_fast={loads_fast}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.runs = runs
        for line in self.process.stderr:
            if "http://" in line:
                self.address = "http://" + line.split("http://")[1].split("/")[0]
                return
        raise SystemExit("tensorboard did not start")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def get(self, path, body=None, **query):
        url = f"{self.address}/data/{path}"
        if query:
            url += "?" + urllib.parse.urlencode(query)
        request = urllib.request.Request(url, None if body is None else json.dumps(body).encode())
        if body is not None:
            request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def wait_for(self, names):
        """Until all runs are loaded to their last event."""
        last = None
        for _ in range(60):
            tags = self.get("plugin/scalars/tags")
            seen = json.dumps([tags, [self.get("plugin/scalars/scalars", run=n, tag="loss")[-1:] for n in names
                                      if "loss" in tags.get(n, {})]])
            if all(name in tags for name in names) and seen == last:
                return
            last = seen
            time.sleep(1.5)
        raise SystemExit(f"tensorboard shows {sorted(self.get('plugin/scalars/tags'))}, not all of {names}")


def steps(folder):
    with open(os.path.join(folder, "metrics.jsonl")) as file:
        return [json.loads(line) for line in file]


def numbers(folder):
    """tag -> [(step, value)] of what a run logged, as numbers of single precision."""
    series = {}

    def add(values, prefix, step):
        for key, value in values.items():
            if isinstance(value, dict):
                add(value, prefix + key + "/", step)
            elif prefix + key != "step" and not isinstance(value, bool):
                series.setdefault(prefix + key, []).append((step, single(float(value))))

    for line in steps(folder):
        add(line, "", line["step"])
    return series


def single(value):
    return struct.unpack("f", struct.pack("f", value))[0]


def same(a, b):
    return a == b or (math.isnan(a) and math.isnan(b))


def expect(found, wanted, what):
    if found != wanted:
        raise SystemExit(f"{what}: {found!r}, not {wanted!r}")


def check_scalars(folder):
    accumulator = EventAccumulator(folder, STORE_EVERYTHING_SIZE_GUIDANCE).Reload()
    wanted = numbers(folder)
    expect(sorted(accumulator.Tags()["scalars"]), sorted(wanted), f"the scalars of {folder}")
    with open(os.path.join(folder, "run.json")) as file:
        started = json.load(file)["started"]
    begin = datetime.fromisoformat(started.replace("Z", "+00:00")).timestamp()
    elapsed = {line["step"]: line["time"]["elapsed_seconds"] for line in steps(folder)}
    for tag, values in wanted.items():
        found = accumulator.Scalars(tag)
        expect([event.step for event in found], [step for step, _ in values], f"the steps of {tag} in {folder}")
        for event, (step, value) in zip(found, values):
            if not same(event.value, value):
                expect(event.value, value, f"{tag} at step {step} in {folder}")
            expect(round(event.wall_time - begin, 3), round(elapsed[step], 3), f"the time of step {step}")


def check_first_step_is_seen(record):
    """A run that has logged one step and goes on."""
    runs = record.runs + "-waiting"
    process = record.start("waiting", WAITING, runs=runs)
    try:
        for _ in range(200):
            time.sleep(0.1)
            expect(process.poll(), None, "a run that should go on has ended")
            for name in os.listdir(runs) if os.path.exists(runs) else []:
                folder = os.path.join(runs, name)
                if any("tfevents" in file for file in os.listdir(folder)):
                    found = EventAccumulator(folder).Reload()
                    if "loss" in found.Tags()["scalars"]:
                        return expect([(e.step, e.value) for e in found.Scalars("loss")], [(1, 0.5)], "its loss")
        raise SystemExit("the first step of a run that goes on was not there for TensorBoard within 20 seconds")
    finally:
        process.terminate()
        process.communicate()


def check_served_scalars(server, runs, name):
    wanted = numbers(os.path.join(runs, name))
    found = server.get("plugin/scalars/tags")[name]
    expect(sorted(found), sorted(wanted), f"the tags that the server shows of {name}")
    for tag, values in wanted.items():
        points = server.get("plugin/scalars/scalars", run=name, tag=tag)
        expect([point[1] for point in points], [step for step, _ in values], f"the served steps of {tag}")
        for point, (step, value) in zip(points, values):
            if not same(float(point[2]), value):
                expect(point[2], value, f"{tag} at step {step}, served")


def check_groups(server, runs, groups):
    experiment = server.get("plugin/hparams/experiment", {"experimentName": "", "hparamsLimit": 100})
    kinds = {info["name"]: info["type"] for info in experiment["hparamInfos"]}
    expect(
        kinds,
        {"script": "DATA_TYPE_STRING", "kl": "DATA_TYPE_FLOAT64", "feedback": "DATA_TYPE_STRING",
         "warm": "DATA_TYPE_BOOL"}, "the parameters")
    if any(info["name"]["tag"] == "seed" for info in experiment["metricInfos"]) or "seed" in kinds:
        raise SystemExit("the seed is among the parameters")
    statuses = ["STATUS_UNKNOWN", "STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING"]
    request = {"experimentName": "", "allowedStatuses": statuses, "colParams": [], "startIndex": 0, "sliceSize": 100}
    answer = server.get("plugin/hparams/session_groups", request)
    found = {group["name"]: group for group in answer["sessionGroups"]}
    expect(len(found), len(groups) + 1, f"groups {sorted(found)}")
    for kl, names in groups.items():
        group = next(g for g in found.values() if sorted(s["name"] for s in g["sessions"]) == sorted(names))
        expect(group["hparams"]["kl"], float(kl), "the group's kl")
        expect(group["hparams"]["warm"], True, "the group's warm")
        expect(group["hparams"]["script"], "scalars", "the group's script")
        expect([s["status"] for s in group["sessions"]], ["STATUS_SUCCESS"] * 3, "how the sessions ended")
        averages = {value["name"]["tag"]: float(value["value"]) for value in group["metricValues"]}
        for tag in ["loss", "tokens", "time/tokens_per_second"]:
            last = [numbers(os.path.join(runs, name))[tag][-1][1] for name in names]
            if not math.isclose(averages[tag], sum(last) / 3, rel_tol=1e-12):
                expect(averages[tag], sum(last) / 3, f"the average of {tag} over the seeds")


def check_texts(server, record, name):
    tags = server.get("plugin/text/tags")[name]
    if not tags or any(tag not in ["episodes/solved", "episodes/unsolved"] for tag in tags):
        raise SystemExit(f"the texts are {tags}")
    shown = {}
    for tag in tags:
        for text in server.get("plugin/text/text", run=name, tag=tag):
            shown.setdefault(text["step"], []).append(text["text"])
    expect(sorted(shown), [1, 2, 3], "the updates with transcripts")
    # The program of the first episode of each tag must be there, as the record has it.
    shown_by_assay = subprocess.run(
        [record.assay, "show", name, "--runs", record.runs, "--update", "3", "--episode", "1", "--json"],
        capture_output=True, text=True, check=True)
    episode = json.loads(shown_by_assay.stdout)
    last = "".join(shown[3])
    for line in episode["problem"]["statement"].splitlines():
        if escape(line) not in last:
            raise SystemExit(f"the transcript of update 3 lacks {line!r}")
    for turn in episode["turns"]:
        for line in (turn["program"] or "").splitlines():
            if escape(line) not in last:
                raise SystemExit(f"the transcript of update 3 lacks {line!r}")


def escape(line):
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


if __name__ == "__main__":
    main()
