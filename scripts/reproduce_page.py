"""Writes the tables of a page anew, from the sweeps that are recorded, and the page for browsers beside it.

    reproduce_page.py ASSAY PAGE.md

The page says what stands where, in comments that Markdown does not show; what follows one, up to `<!-- end -->`, is written anew:

    <!-- ablation SWEEP OPTION... -->                    what `assay ablation` prints, and its figure where the options ask for one
    <!-- results SWEEP KEY... -->                        what the scripts returned: mean over the seeds, and their deviation
    <!-- rows SWEEP "TABLE" by KEY... show KEY... -->    rows that the scripts recorded, the same over the seeds
    <!-- analysis SWEEP "EVALUATION" PART [RATE...] [KEY=VALUE...] -->
                                                         a part of what `assay analyze` says, the same over the seeds:
                                                         solved_by_turn, errors, recovery, similarity or rates; rows
                                                         that have the values
    <!-- time SWEEP... -->                               how many runs, and how long they take

Where a sweep has a trial that has not ended, what the page holds is kept: half a table is none.
"""

import html
import json
import os
import re
import shlex
import statistics
import subprocess
import sys
from datetime import datetime


class Unfinished(Exception):
    """A sweep that has no table yet."""


class Sweeps:
    """What Assay says of the sweeps in $ASSAY_RUNS."""

    def __init__(self, assay):
        self.assay, self.known, self.explained = assay, {}, None

    def ask(self, *arguments):
        done = subprocess.run([self.assay, *arguments], stdout=subprocess.PIPE, text=True)
        if done.returncode:
            sys.exit(f"error: assay {shlex.join(arguments)} ended with {done.returncode} (see above)")
        return done.stdout

    def arms(self, name):
        """The runs of each arm, as {arm: [folder]}, in the order of the sweep."""
        if name not in self.known:
            if not os.path.exists(os.path.join(os.environ["ASSAY_RUNS"], "sweeps", name)):
                raise Unfinished(f"there is no sweep {name}")
            standing = json.loads(self.ask("sweep", "status", name, "--json"))["standing"]
            arms = {}
            for trial in standing:
                if trial["state"] not in ("completed", "linked"):
                    raise Unfinished(f"trial {trial['trial']} of {name} is {trial['state']}")
                parameters = trial["parameters"]
                label = trial.get("arm") or ", ".join(f"{key} {value}" for key, value in parameters.items()) or "all"
                arms.setdefault(label, []).append(os.path.join(os.environ["ASSAY_RUNS"], trial["run"]))
            self.known[name] = arms
        return self.known[name]


def read(folder):
    with open(os.path.join(folder, "run.json"), encoding="utf-8") as file:
        return json.load(file)


def over_seeds(values):
    """`0.602 ± 0.034`: mean and standard deviation of a number that each seed gave; how many did, where not all."""
    there = [value for value in values if value is not None]
    if not there:
        return ""
    counts = all(float(value).is_integer() for value in there) and max(map(abs, there)) > 1
    places = 3 if not counts else 0 if len(set(there)) == 1 else 1
    text = f"{statistics.mean(there):.{places}f}"
    if len(set(there)) > 1:
        text += f" ± {statistics.stdev(there):.{places}f}"
    return text if len(there) == len(values) else f"{text} ({len(there)} of {len(values)} seeds)"


def table(header, rows):
    """Columns of numbers stand to the right."""
    columns = [[cell for cell in column if cell] for column in zip(*rows)]
    marks = ["---:" if column and all(cell[0] in "+-.0123456789" for cell in column) else "---" for column in columns]
    lines = [header, marks, *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def ablation(sweeps, name, *options):
    sweeps.arms(name)
    text, explanation = sweeps.ask("ablation", name, "--format", "markdown", *options).strip().split("\n\n", 1)
    reference = re.search(r'Differences are to ("[^"]*")', explanation)
    method = explanation.replace(reference[1], "") if reference else explanation
    # Said once, where the page has its first table of arms; then again only where it is something else.
    if method != sweeps.explained or not reference:
        text += f"\n\n{explanation}"
    else:
        text += f"\n\nTo be read as the first table of this page; differences are to {reference[1]}."
    sweeps.explained = sweeps.explained or method
    if "--figure" in options:
        figure = os.path.basename(options[options.index("--figure") + 1])
        text += f"\n\n![Learning curves, and the arms' differences](figures/{figure})"
    return text


def results(sweeps, name, *keys):
    rows = [
        [arm, str(len(folders))] + [over_seeds([read(folder)["result"].get(key) for folder in folders]) for key in keys]
        for arm, folders in sweeps.arms(name).items()
    ]
    return table(["arm", "seeds", *keys], rows)


def rows(sweeps, name, recorded, *words):
    at = words.index("show")
    by, show = words[1:at], words[at + 1 :]
    found = {}
    for folders in sweeps.arms(name).values():
        for folder in folders:
            with open(os.path.join(folder, "tables", recorded + ".jsonl"), encoding="utf-8") as file:
                for row in map(json.loads, file):
                    found.setdefault(tuple(str(row[key]) for key in by), []).append(row)
    return table([*by, *show], [[*key, *(over_seeds([row[s] for row in of]) for s in show)] for key, of in found.items()])


def analysis(sweeps, name, evaluation, part, *words):
    """A line for each arm and each row of the part, which is told from others by its texts and its turn."""
    wanted = [word.split("=", 1) for word in words if "=" in word]
    rates = [word for word in words if "=" not in word]
    options = ["--n-at-k", ",".join(rates)] if rates else []
    found, runs = {}, {}
    for arm, folders in sweeps.arms(name).items():
        runs[arm] = len(folders)
        for folder in folders:
            said = json.loads(sweeps.ask("analyze", os.path.basename(folder), "--evaluation", evaluation, "--json", *options))
            for row in said["evaluations"][0][part]:
                told = {key: str(value) for key, value in row.items() if isinstance(value, str) or key == "turn"}
                if part in ("recovery", "similarity"):
                    told.setdefault("turn", "all")
                if all(told.get(key) == value for key, value in wanted):
                    numbers = {key: value for key, value in row.items() if isinstance(value, (int, float)) and key not in told}
                    found.setdefault((arm, tuple(sorted(told.items()))), []).append(numbers)
    names = list(dict.fromkeys(key for _, told in found for key, _ in told))
    shown = list(dict.fromkeys(key for of in found.values() for row in of for key in row))
    lines = []
    for (arm, told), of in found.items():
        of = of + [{}] * (runs[arm] - len(of))
        lines.append([arm, *(dict(told)[key] for key in names), *(over_seeds([row.get(key) for row in of]) for key in shown)])
    return table(["arm", *names, *shown], lines)


def time(sweeps, *names):
    """By the median run of each arm: what else a machine did meanwhile counts little."""
    runs, seconds = 0, 0.0
    for folders in (folders for name in names for folders in sweeps.arms(name).values()):
        spans = [read(folder) for folder in folders]
        spans = [(datetime.fromisoformat(run["ended"]) - datetime.fromisoformat(run["started"])).total_seconds() for run in spans]
        runs, seconds = runs + len(spans), seconds + statistics.median(spans) * len(spans)
    return f"{runs} runs, about {max(1, round(seconds / 60))} minutes."


KINDS = {"ablation": ablation, "results": results, "rows": rows, "analysis": analysis, "time": time}
PLACE = re.compile(r"(<!-- (\w+) ([^\n]*?) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def filled(text, sweeps):
    def fill(place):
        kind, words = KINDS.get(place[2]), shlex.split(place[3])
        if kind is None:
            sys.exit(f"error: a place of the page says '{place[2]}', and it may say {', '.join(KINDS)}")
        try:
            return f"{place[1]}\n{kind(sweeps, *words)}\n\n{place[5]}"
        except Unfinished as problem:
            print(f"kept as it is: {place[2]} {place[3]}: {problem}; scripts/reproduce runs what is missing", file=sys.stderr)
            return place[0]

    return PLACE.sub(fill, text)


STYLE = """body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; }
pre, code { font-family: ui-monospace, monospace; font-size: 0.9em; } pre { background: #f4f4f4; padding: 0.6rem; overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.9em; display: block; overflow-x: auto; } img { max-width: 100%; }
td, th { border-bottom: 1px solid #ccc; padding: 0.2rem 0.6rem; text-align: left; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }"""


def inline(text):
    text = html.escape(html.unescape(text), quote=False)
    text = re.sub(r"\\([_|*<>])", r"\1", text)
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", text)
    text = re.sub(r"!\[([^\]]*)\]\(([^)]+)\)", r'<img alt="\1" src="\2">', text)
    text = re.sub(r"\[([^\]]+)\]\(([^)]+)\)", r'<a href="\2">\1</a>', text)
    return re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", text)


def page_for_browsers(text):
    """HTML of the Markdown that the page uses: headings, paragraphs, lists, tables, code without empty lines, images, links, strong words."""
    title = re.search(r"^# (.*)$", text, re.MULTILINE)[1]
    text = re.sub(r"<!-- .*? -->\n?", "", text)
    out = []
    for block in re.split(r"\n{2,}", text.strip()):
        lines = block.split("\n")
        heading = re.match(r"(#+) (.*)", block)
        if heading:
            out.append(f"<h{len(heading[1])}>{inline(heading[2])}</h{len(heading[1])}>")
        elif block.startswith("```"):
            out.append(f"<pre>{html.escape(chr(10).join(lines[1:-1]), quote=False)}</pre>")
        elif block.startswith("|"):
            cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
            numeric = [cell.endswith(":") for cell in cells[1]]
            for at, row in enumerate([cells[0], *cells[2:]]):
                tag = "td" if at else "th"
                marked = zip(row, numeric)
                out.append(
                    ("" if at else "<table>\n") + "<tr>"
                    + "".join(f'<{tag}{" class=n" if n else ""}>{inline(cell)}</{tag}>' for cell, n in marked) + "</tr>"
                )
            out.append("</table>")
        elif block.startswith("- "):
            items = re.split(r"\n- ", block[2:])
            out.append("<ul>" + "".join(f"<li>{inline(item)}</li>\n" for item in items) + "</ul>")
        else:
            out.append(f"<p>{inline(block)}</p>")
    body = "\n".join(out)
    return (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{html.escape(title)}</title>\n'
        f"<style>\n{STYLE}\n</style>\n{body}\n</html>\n"
    )


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    assay, path = sys.argv[1:]
    os.makedirs(os.path.join(os.path.dirname(path), "figures"), exist_ok=True)
    with open(path, encoding="utf-8") as file:
        text = filled(file.read(), Sweeps(assay))
    for name, content in [(path, text), (os.path.splitext(path)[0] + ".html", page_for_browsers(text))]:
        with open(name + ".partial", "w", encoding="utf-8") as file:
            file.write(content)
        os.replace(name + ".partial", name)


main()
