"""Checks that `peft` opens an adapter that Assay wrote and computes with it what Assay computes.

    pip install transformers peft accelerate numpy          # in a virtual environment
    PYTHONPATH=.deps/python python scripts/golden/peft_loads.py [ASSAY]

Assay (scripts/assay, or the program named) opens each golden adapter, writes it again, and says how probable a text is. Prints the largest
difference in log-probabilities; ends with 1 where it is above 1e-4, or where the adapter changes nothing.
"""

import pathlib
import subprocess
import sys
import tempfile

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM

ROOT = pathlib.Path(__file__).resolve().parents[2]
FAMILIES = ROOT / "Tests/ModelsTests/Goldens/families"
SCRIPT = """
local policy = model.load {{ "{base}", adapter = "{adapter}", template = "plain" }}
local weighed = policy:logprobs {{ "abc def ghi", prompt = "x = 1" }}
print("SAVED", policy:save {{ "again" }})
print("CONTEXT", table.concat(policy:encode "x = 1", " "))
print("TOKENS", table.concat(weighed.tokens, " "))
for _, number in ipairs(weighed.log_probs) do print("LOGPROB", string.format("%.9g", number)) end
"""


def told_by_assay(program: str, base: pathlib.Path, adapter: pathlib.Path, folder: pathlib.Path) -> dict[str, list[str]]:
    script = folder / "script.lua"
    script.write_text(SCRIPT.format(base=base, adapter=adapter))
    ran = subprocess.run([program, "run", script, "--runs", folder / "runs"], capture_output=True, text=True, check=True)
    told: dict[str, list[str]] = {}
    for line in ran.stdout.splitlines():
        name, _, value = line.partition("\t")
        told.setdefault(name, []).append(value)
    return told


def log_probs(model: torch.nn.Module, context: list[int], tokens: list[int]) -> torch.Tensor:
    with torch.no_grad():
        logits = model(torch.tensor([context + tokens])).logits[0].log_softmax(-1)
    return torch.stack([logits[len(context) + i - 1, token] for i, token in enumerate(tokens)])


def main() -> None:
    program, failed = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "scripts/assay"), False
    for adapter in sorted(FAMILIES.glob("*+lora")):
        base = FAMILIES / adapter.name.removesuffix("+lora")
        with tempfile.TemporaryDirectory() as folder:
            told = told_by_assay(program, base, adapter, pathlib.Path(folder))
            context, tokens = ([int(number) for number in told[name][0].split()] for name in ("CONTEXT", "TOKENS"))
            model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32, attn_implementation="eager").eval()
            plain = log_probs(model, context, tokens)
            adapted = log_probs(PeftModel.from_pretrained(model, told["SAVED"][0]).eval(), context, tokens)
        difference = (adapted - torch.tensor([float(number) for number in told["LOGPROB"]])).abs().max().item()
        change = (adapted - plain).abs().max().item()
        print(f"{adapter.name}: differs by at most {difference:.2e}; the adapter changes log-probabilities by up to {change:.2e}")
        failed = failed or not difference < 1e-4 or change == 0
    sys.exit(failed)


if __name__ == "__main__":
    main()
