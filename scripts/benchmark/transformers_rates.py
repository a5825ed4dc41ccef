"""The `transformers` side of `scripts/bench`: does on request, and times, what our side does on the same checkpoint.

    PYTHONPATH=.deps/bench:.deps/python python3 scripts/benchmark/transformers_rates.py CHECKPOINT [--rows 96 ...]

Prints one line of JSON about itself. Then each line on stdin, a measure and a number of threads such as `generate 2`, is
done once and answered with the seconds it took. Lengths are fixed: no answer ends early.

    generate      `generate` once: `rows` prompts of `prompt` tokens, `new` tokens sampled from each at temperature 1
    three_turns   `generate` once a turn, `turns` times, each time on the whole context, which has grown by the answer and
                  `feedback` tokens: what a rollout costs where no cache lives across turns
    training      forward and backward of the mean cross-entropy of train_rows x train_length tokens, without the optimizer
    product       the product of two square matrices of `product-size`, `product-repeats` times
"""

import argparse
import json
import pathlib
import sys
import time

import torch
import transformers
from transformers import LlamaForCausalLM


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Times transformers on request.")
    parser.add_argument("checkpoint", type=pathlib.Path)
    for name in ("rows", "prompt", "new", "turns", "feedback", "train-rows", "train-length", "product-size",
                 "product-repeats"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--clock", choices=("wall", "cpu"), default="wall")
    return parser.parse_known_args()[0]


def sample(model: LlamaForCausalLM, context: torch.Tensor, count: int) -> torch.Tensor:
    with torch.no_grad():
        return model.generate(context, attention_mask=torch.ones_like(context), do_sample=True, temperature=1.0, top_k=0,
                              top_p=1.0, min_new_tokens=count, max_new_tokens=count, pad_token_id=0)


def rollout(model: LlamaForCausalLM, options: argparse.Namespace, turns: int) -> None:
    vocabulary = model.config.vocab_size
    context = torch.randint(vocabulary, (options.rows, options.prompt))
    for turn in range(turns):
        if turn > 0:
            context = torch.cat([context, torch.randint(vocabulary, (options.rows, options.feedback))], dim=1)
        context = sample(model, context, options.new)
    expected = options.prompt + turns * options.new + (turns - 1) * options.feedback
    assert context.shape == (options.rows, expected), f"sampled {tuple(context.shape)}, not {(options.rows, expected)}"


def main() -> None:
    options = arguments()
    transformers.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    model = LlamaForCausalLM.from_pretrained(options.checkpoint, dtype=torch.float32)
    torch.manual_seed(0)
    batch = torch.randint(model.config.vocab_size, (options.train_rows, options.train_length))
    left, right = torch.randn(2, options.product_size, options.product_size)
    out = torch.empty_like(left)

    def generate() -> None:
        model.eval()
        rollout(model, options, 1)

    def three_turns() -> None:
        model.eval()
        rollout(model, options, options.turns)

    def training() -> None:
        model.train()
        model(batch, labels=batch).loss.backward()
        model.zero_grad()

    def product() -> None:
        for _ in range(options.product_repeats):
            torch.mm(left, right, out=out)

    measures = {work.__name__: work for work in (generate, three_turns, training, product)}
    print(json.dumps({"version": transformers.__version__, "torch": torch.__version__}), flush=True)
    now = time.process_time if options.clock == "cpu" else time.perf_counter
    for line in sys.stdin:
        name, threads = line.split()
        torch.set_num_threads(int(threads))
        start = now()
        measures[name]()
        print(now() - start, flush=True)


if __name__ == "__main__":
    main()
