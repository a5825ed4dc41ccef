"""Measures `transformers` and the matrix products of this machine on a checkpoint; prints one JSON object.

    pip install transformers numpy          # in a virtual environment
    PYTHONPATH=.deps/python python scripts/benchmark/transformers_rates.py CHECKPOINT [--rows 96 --prompt 60 --new 26 ...]

CHECKPOINT is a Hugging Face folder; where it has a config.json but no weights, random ones are used (rates are the same).
Every measure is taken at each thread count of --threads, once to warm up and then --repeats times (200 for the decode
products, which take milliseconds) or until --seconds have passed, whichever is first (but at least once); the median is reported. Lengths are fixed: no answer ends early.

    generate      `generate` once: rows prompts of `prompt` tokens, `new` tokens sampled from each at temperature 1
    three_turns   `generate` once a turn, `turns` times, each time on the whole context, which has grown by the answer and
                  `feedback` tokens: what a rollout costs where no cache lives across turns
    training      forward and backward of the mean cross-entropy, train_rows x train_length tokens, without the optimizer
    sgemm         the same matrix products as the model's layers and output, and nothing else: `decode` with one token of each
                  of `rows` rows, `training` forward and both backward products with all tokens of the training batch

Rates: tokens_per_second counts sampled tokens for generate and three_turns, all tokens for training; flops_per_second
counts a multiplication and an addition as two. `flops` says what the work needs at least, per token of the same count
(weights and attention; with a cache that lives across turns; a backward pass as two forward ones), so that
flops_per_second / flops is the machine's limit in tokens/s.
"""

import argparse
import json
import os
import pathlib
import statistics
import sys
import time

import torch
import transformers
from transformers import LlamaConfig, LlamaForCausalLM


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Rates of transformers and of matrix products, as JSON.")
    parser.add_argument("checkpoint", type=pathlib.Path)
    for name, default in (("rows", 96), ("prompt", 60), ("new", 26), ("turns", 3), ("feedback", 18),
                          ("train-rows", 48), ("train-length", 140), ("repeats", 5)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--seconds", type=float, default=20.0, help="time limit of one measure's repeats")
    parser.add_argument("--threads", type=lambda text: [int(n) for n in text.split(",")],
                        default=sorted({1, len(os.sched_getaffinity(0))}), help="thread counts, as 1,2")
    return parser.parse_args()


def load(folder: pathlib.Path) -> tuple[LlamaForCausalLM, bool]:
    """The model in float32, and whether its weights were there."""
    if not (folder / "config.json").is_file():
        sys.exit(f"error: '{folder}' has no config.json; name a Hugging Face checkpoint folder.")
    if any(folder.glob("*.safetensors")):
        return LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32), True
    torch.manual_seed(0)
    return LlamaForCausalLM(LlamaConfig.from_pretrained(folder)).float(), False


def measure(work, options: argparse.Namespace, repeats: int | None = None) -> dict:
    """Runs `work` as the module's documentation says; its median time, and how often it ran."""
    work()
    times: list[float] = []
    while len(times) < (repeats or options.repeats) and (not times or sum(times) < options.seconds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return {"seconds": statistics.median(times), "fastest_seconds": min(times), "runs": len(times)}


def with_rate(measured: dict, **counts: float) -> dict:
    for name, count in counts.items():
        measured[f"{name}_per_second"] = count / measured["seconds"]
    return measured


def sample(model: LlamaForCausalLM, context: torch.Tensor, count: int) -> torch.Tensor:
    with torch.no_grad():
        return model.generate(context, attention_mask=torch.ones_like(context), do_sample=True, temperature=1.0, top_k=0,
                              top_p=1.0, min_new_tokens=count, max_new_tokens=count, pad_token_id=0)


def rollout(model: LlamaForCausalLM, options: argparse.Namespace) -> None:
    vocabulary = model.config.vocab_size
    context = torch.randint(vocabulary, (options.rows, options.prompt))
    for turn in range(options.turns):
        if turn > 0:
            context = torch.cat([context, torch.randint(vocabulary, (options.rows, options.feedback))], dim=1)
        context = sample(model, context, options.new)


def matrices(config: LlamaConfig) -> list[tuple[int, int]]:
    """(inputs, outputs) of every matrix a token goes through."""
    query = config.num_attention_heads * config.head_dim
    keys = config.num_key_value_heads * config.head_dim
    layer = [(config.hidden_size, query), (config.hidden_size, keys), (config.hidden_size, keys), (query, config.hidden_size),
             (config.hidden_size, config.intermediate_size), (config.hidden_size, config.intermediate_size),
             (config.intermediate_size, config.hidden_size)]
    return layer * config.num_hidden_layers + [(config.hidden_size, config.vocab_size)]


def product_flops(config: LlamaConfig) -> int:
    return sum(2 * inputs * outputs for inputs, outputs in matrices(config))


def attention_flops(config: LlamaConfig, length: int) -> int:
    """Of a whole causal sequence: queries with keys and weights with values, each position with all up to itself."""
    pairs = length * (length + 1) // 2
    return 4 * config.num_hidden_layers * config.num_attention_heads * config.head_dim * pairs


def needed_flops(config: LlamaConfig, options: argparse.Namespace) -> dict:
    """Per counted token. The last sampled token of a sequence is never an input; the output layer is counted for sampled
    tokens (rollouts) or for all (training)."""
    output = 2 * config.hidden_size * config.vocab_size

    def per_sampled(turns: int) -> float:
        sampled = turns * options.new
        inputs = options.prompt + sampled + (turns - 1) * options.feedback - 1
        whole = inputs * (product_flops(config) - output) + sampled * output + attention_flops(config, inputs)
        return whole / sampled

    training = 3 * (product_flops(config) + attention_flops(config, options.train_length) / options.train_length)
    return {"generate": per_sampled(1), "three_turns": per_sampled(options.turns), "training": training}


def sgemm(config: LlamaConfig, tokens: int, backward: bool, options: argparse.Namespace) -> dict:
    work = [(torch.randn(tokens, i), torch.randn(o, i), torch.randn(tokens, o), torch.empty(tokens, o),
             torch.empty(tokens, i), torch.empty(o, i)) for i, o in matrices(config)]

    def run() -> None:
        for x, weight, output_gradient, y, input_gradient, weight_gradient in work:
            torch.mm(x, weight.t(), out=y)
            if backward:
                torch.mm(output_gradient, weight, out=input_gradient)
                torch.mm(output_gradient.t(), x, out=weight_gradient)

    times = 3 if backward else 1
    return with_rate(measure(run, options, repeats=None if backward else 200), flops=times * product_flops(config) * tokens)


def main() -> None:
    options = arguments()
    transformers.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    model, has_weights = load(options.checkpoint)
    config = model.config
    torch.manual_seed(0)
    batch = torch.randint(config.vocab_size, (options.train_rows, options.train_length))
    context = torch.randint(config.vocab_size, (options.rows, options.prompt))

    def forward_backward() -> None:
        model(batch, labels=batch).loss.backward()
        model.zero_grad()

    measured = []
    for threads in options.threads:
        torch.set_num_threads(threads)
        sampled = options.rows * options.new
        model.eval()
        result = {"threads": threads}
        result["generate"] = with_rate(measure(lambda: sample(model, context, options.new), options), tokens=sampled)
        result["three_turns"] = with_rate(measure(lambda: rollout(model, options), options), tokens=sampled * options.turns)
        model.train()
        result["training"] = with_rate(measure(forward_backward, options), tokens=batch.numel())
        result["sgemm"] = {"decode": sgemm(config, options.rows, False, options),
                           "training": sgemm(config, batch.numel(), True, options)}
        measured.append(result)

    settings = {name: value for name, value in vars(options).items() if name != "checkpoint"}
    json.dump({"transformers": transformers.__version__, "torch": torch.__version__,
               "cores": len(os.sched_getaffinity(0)), "random_weights": not has_weights,
               "parameters": sum(p.numel() for p in model.parameters()), "settings": settings,
               "flops": needed_flops(config, options), "measured": measured}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
