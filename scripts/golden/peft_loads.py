"""Checks that `peft` opens an adapter that Assay wrote and computes with it what Assay computes.

    pip install transformers peft accelerate numpy          # in a virtual environment
    ASSAY_ADAPTER_FOLDER=/tmp/adapter scripts/test --filter AdapterFileTests
    PYTHONPATH=.deps/python python scripts/golden/peft_loads.py Tests/ModelsTests/Goldens/families/llama3 /tmp/adapter

The second folder holds adapter_config.json and adapter_model.safetensors, and beside them logits.json: `tokens`, and `logits`, one
row of vocab_size for each. Prints the largest difference; ends with 1 where it is above 1e-4, or where the adapter changes nothing.
"""

import json
import pathlib
import sys

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    base, adapter = map(pathlib.Path, sys.argv[1:])
    expected = json.loads((adapter / "logits.json").read_text())
    tokens = torch.tensor([expected["tokens"]])
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32, attn_implementation="eager").eval()
    with torch.no_grad():
        plain = model(tokens).logits[0]
        model = PeftModel.from_pretrained(model, adapter).eval()
        adapted = model(tokens).logits[0]
    difference = (adapted - torch.tensor(expected["logits"])).abs().max().item()
    change = (adapted - plain).abs().max().item()
    print(f"{adapter}: the logits differ by at most {difference:.2e}; the adapter changes them by up to {change:.2e}")
    if not difference < 1e-4 or change == 0:
        sys.exit(1)


if __name__ == "__main__":
    main()
