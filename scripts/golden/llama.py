"""Writes what `transformers` computes for small Llama checkpoints, for ModelsTests to compare with.

    pip install transformers numpy          # in a virtual environment
    PYTHONPATH=.deps/python python scripts/golden/llama.py

Three Hugging Face folders of random weights go to Tests/ModelsTests/Goldens/, each with a goldens.json beside it:

    tied      tied embeddings, 3 heads of 16, every head with its own keys and values; `rope_theta` at the top level of
              config.json, as transformers 4 wrote it
    untied    an output layer of its own, 4 heads of 16 that share 2 key-value heads, another rope_theta and epsilon
    bfloat16  weights stored in bfloat16; 4 heads of 16 in a model 32 wide (head_dim is not hidden_size / heads) that share
              one key-value head; one layer, tied

goldens.json holds float32 results of `LlamaForCausalLM` with its plain ("eager") attention:

    sequences[]        tokens; logits, one row of vocab_size for each token
    loss.batch[]       tokens; mask, where 1 at position i says that predicting tokens[i] from those before it counts
    loss.value         mean over all counted positions of the batch of -log p(token), in nats
    loss.gradients{}   of that loss, for each tensor of model.safetensors: shape, norm (Euclidean), first (16 values, row
                       by row), cosine_dot = sum over i of gradient[i] * cos(i), i counting row by row from 0
"""

import json
import math
import pathlib
import random
import shutil

import torch
from transformers import LlamaConfig, LlamaForCausalLM

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "Tests/ModelsTests/Goldens"

FOLDERS = {
    "tied": dict(vocab_size=96, hidden_size=48, num_hidden_layers=2, num_attention_heads=3, num_key_value_heads=3,
                 head_dim=16, intermediate_size=40, rms_norm_eps=1e-5, tie_word_embeddings=True, theta=2_000.0),
    "untied": dict(vocab_size=80, hidden_size=64, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
                   head_dim=16, intermediate_size=64, rms_norm_eps=1e-6, tie_word_embeddings=False, theta=500_000.0),
    "bfloat16": dict(vocab_size=40, hidden_size=32, num_hidden_layers=1, num_attention_heads=4, num_key_value_heads=1,
                     head_dim=16, intermediate_size=20, rms_norm_eps=1e-5, tie_word_embeddings=True, theta=10_000.0),
}
LENGTHS = (1, 2, 9, 33)


def make_model(shape: dict, seed: int) -> LlamaForCausalLM:
    """Random weights large enough that every part shows in the logits; norms around one, so that they show too."""
    shape = dict(shape)
    theta = shape.pop("theta")
    config = LlamaConfig(max_position_embeddings=128, bos_token_id=0, eos_token_id=3, pad_token_id=0,
                         attention_bias=False, mlp_bias=False, hidden_act="silu",
                         rope_parameters={"rope_type": "default", "rope_theta": theta},
                         attn_implementation="eager", **shape)
    torch.manual_seed(seed)
    return randomise(LlamaForCausalLM(config).float().eval())


def randomise(model):
    """Gives every parameter of a model random numbers of a size that shows in its logits."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm" in name:
                parameter.normal_(1.0, 0.2)
            elif "embed" in name or name.endswith("bias"):
                parameter.normal_(0.0, 0.3)
            else:
                parameter.normal_(0.0, 1.5 / math.sqrt(parameter.shape[1]))
    return model


def write_folder(name: str, model: LlamaForCausalLM) -> pathlib.Path:
    folder = GOLDENS / name
    shutil.rmtree(folder, ignore_errors=True)
    if name == "bfloat16":
        model = model.to(torch.bfloat16)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    (folder / "model.safetensors").chmod(0o644)
    config_file = folder / "config.json"
    config = json.loads(config_file.read_text())
    config.pop("transformers_version", None)
    if name == "tied":
        config["rope_theta"] = config.pop("rope_parameters")["rope_theta"]
        config["torch_dtype"] = config.pop("dtype")
    config_file.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    return folder


def floats(tensor: torch.Tensor) -> list:
    """Nested lists whose decimals read back as the same float32, in the fewest digits."""
    if tensor.dim() > 1:
        return [floats(row) for row in tensor]
    return [float(str(value)) for value in tensor.detach().numpy()]


def golden_values(model: LlamaForCausalLM, seed: int) -> dict:
    draw = random.Random(seed)
    vocabulary = model.config.vocab_size

    def tokens(length: int) -> list[int]:
        return [draw.randrange(vocabulary) for _ in range(length)]

    sequences = []
    with torch.no_grad():
        for length in LENGTHS:
            ids = tokens(length)
            sequences.append({"tokens": ids, "logits": floats(model(torch.tensor([ids])).logits[0])})

    batch = []
    for length in (17, 6, 26):
        mask = [0] + [int(draw.random() < 0.6) for _ in range(length - 1)]  # the first token has nothing before it
        batch.append({"tokens": tokens(length), "mask": mask})
    return {"sequences": sequences, "loss": loss_values(model, batch)}


def loss_values(model, batch: list, first: int = 16) -> dict:
    """The member `loss` of a goldens.json, with the gradients of all parameters that have one; `first` numbers of each."""
    losses = []
    for row in batch:  # one row at a time: no padding, so nothing can leak from it
        ids = torch.tensor([row["tokens"]])
        log_probabilities = torch.log_softmax(model(ids).logits[0, :-1], dim=-1)
        picked = log_probabilities.gather(1, ids[0, 1:, None]).squeeze(1)
        losses.append(-picked[torch.tensor(row["mask"][1:], dtype=torch.bool)])
    loss = torch.cat(losses).mean()
    model.zero_grad()
    loss.backward()

    gradients = {}
    for name, parameter in model.named_parameters():
        if parameter.grad is None:
            continue
        flat = parameter.grad.flatten()
        weights = torch.cos(torch.arange(flat.numel(), dtype=torch.float64))
        gradients[name] = {"shape": list(parameter.shape), "norm": flat.double().norm().item(),
                           "first": floats(flat[:first]), "cosine_dot": (flat.double() * weights).sum().item()}
    return {"batch": batch, "value": float(str(loss.detach().numpy())), "gradients": gradients}


def main() -> None:
    torch.set_num_threads(1)
    for seed, (name, shape) in enumerate(FOLDERS.items()):
        folder = write_folder(name, make_model(shape, seed))
        # Read back, so that the values are those of the files and not of what was in memory.
        model = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
        values = golden_values(model, seed)
        (folder / "goldens.json").write_text(json.dumps(values, separators=(",", ":")) + "\n")
        logits = torch.tensor(values["sequences"][-1]["logits"])
        print(f"{name}: {sum(p.numel() for p in model.parameters())} parameters, loss {values['loss']['value']:.4f}, "
              f"logits' standard deviation {logits.std():.2f}")


if __name__ == "__main__":
    main()
