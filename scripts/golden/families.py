"""Writes small random checkpoints of each family of models, and what `transformers` and `peft` compute for them.

    pip install transformers peft accelerate numpy          # in a virtual environment
    PYTHONPATH=.deps/python python scripts/golden/families.py

Hugging Face folders go to Tests/ModelsTests/Goldens/families/, each with a goldens.json beside it. Sizes are odd on purpose.

    llama2         an output layer of its own, every head with its own keys and values
    llama3         rope_scaling llama3 (contexts beyond the original one among the sequences), shared key-value heads
    llama3-tied    the same with another factor, the output tied to the embedding; stored in bfloat16, config.json of transformers 4
    smollm2        tied, three query heads to a key-value head
    mistral        head_dim is not hidden_size / heads, sliding_window null, several end tokens; stored in float16
    qwen2          biases on queries, keys and values; tied
    qwen2.5        the same with an output layer of its own; stored in bfloat16, config.json of transformers 4 with a sliding window
                   that use_sliding_window turns off
    qwen3          norms of queries and keys, head_dim is not hidden_size / heads; two shards and an index
    biases         Llama with attention_bias and mlp_bias

Adapters in PEFT's layout, with random numbers in both factors, each with a goldens.json of the base with the adapter:

    llama3+lora    rank 4 on q_proj and v_proj
    qwen2+lora     rank 3 on all linear layers, scaled by alpha / sqrt(rank) (rslora)

goldens.json holds float32 results of plain ("eager") attention:

    sequences[]    tokens; rows, some positions; logits, one row of vocab_size for each of these; log_probs, of each token but the
                   first after those before it
    loss           as in scripts/golden/llama.py, with 4 values of each gradient; for an adapter, its own gradients
"""

import json
import pathlib
import random
import shutil

import torch
from llama import GOLDENS, floats, loss_values, randomise
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import AutoModelForCausalLM, LlamaConfig, MistralConfig, Qwen2Config, Qwen3Config

FOLDER = GOLDENS / "families"

LLAMA3 = {"rope_type": "llama3", "rope_theta": 10_000.0, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
          "original_max_position_embeddings": 64}


def rope(theta: float) -> dict:
    return {"rope_type": "default", "rope_theta": theta}


FAMILIES = {
    "llama2": (LlamaConfig, dict(hidden_size=30, num_attention_heads=3, num_key_value_heads=3, intermediate_size=26,
                                 tie_word_embeddings=False, rms_norm_eps=1e-5, rope_parameters=rope(10_000.0))),
    "llama3": (LlamaConfig, dict(hidden_size=32, num_attention_heads=4, num_key_value_heads=2, intermediate_size=27,
                                 tie_word_embeddings=False, rms_norm_eps=1e-5, rope_parameters=LLAMA3)),
    "llama3-tied": (LlamaConfig, dict(hidden_size=48, num_attention_heads=4, num_key_value_heads=1, intermediate_size=20,
                                      tie_word_embeddings=True, rms_norm_eps=1e-5,
                                      rope_parameters={**LLAMA3, "factor": 32.0, "rope_theta": 500.0})),
    "smollm2": (LlamaConfig, dict(hidden_size=36, num_attention_heads=3, num_key_value_heads=1, intermediate_size=46,
                                  tie_word_embeddings=True, rms_norm_eps=1e-5, rope_parameters=rope(100_000.0))),
    "mistral": (MistralConfig, dict(hidden_size=36, num_attention_heads=2, num_key_value_heads=1, head_dim=22,
                                    intermediate_size=33, tie_word_embeddings=False, rms_norm_eps=1e-5, sliding_window=None,
                                    rope_parameters=rope(1_000_000.0))),
    "qwen2": (Qwen2Config, dict(hidden_size=42, num_attention_heads=3, num_key_value_heads=1, intermediate_size=23,
                                tie_word_embeddings=True, rms_norm_eps=1e-6, rope_parameters=rope(1_000_000.0))),
    "qwen2.5": (Qwen2Config, dict(hidden_size=40, num_attention_heads=4, num_key_value_heads=2, intermediate_size=37,
                                  tie_word_embeddings=False, rms_norm_eps=1e-6, rope_parameters=rope(1_000_000.0))),
    "qwen3": (Qwen3Config, dict(hidden_size=34, num_attention_heads=4, num_key_value_heads=2, head_dim=12, intermediate_size=31,
                                tie_word_embeddings=True, rms_norm_eps=1e-6, rope_parameters=rope(1_000_000.0))),
    "biases": (LlamaConfig, dict(hidden_size=32, num_attention_heads=2, num_key_value_heads=1, intermediate_size=21,
                                 tie_word_embeddings=True, rms_norm_eps=1e-5, attention_bias=True, mlp_bias=True,
                                 rope_parameters=rope(10_000.0))),
}
STORED = {"llama3-tied": torch.bfloat16, "mistral": torch.float16, "qwen2.5": torch.bfloat16}
ADAPTERS = {
    "llama3+lora": ("llama3", dict(r=4, lora_alpha=8, target_modules=["q_proj", "v_proj"])),
    "qwen2+lora": ("qwen2", dict(r=3, lora_alpha=6, target_modules="all-linear", use_rslora=True)),
}
VOCABULARY = 101
# (length, positions whose logits are kept). The last is beyond llama3's original context.
SEQUENCES = ((1, [0]), (13, [0, 1, 5, 12]), (100, [31, 63, 64, 81, 99]))


def tokenizer() -> Tokenizer:
    """Printable ASCII and a new line, byte by byte, two merges and three special tokens: 100 tokens for 101 rows."""
    alphabet = [chr(byte) for byte in range(33, 127)] + ["Ġ", "Ċ"]
    special = ["<|pad|>", "<|end|>"]
    tokens = special + alphabet + ["Ġa", "in"]
    built = Tokenizer(models.BPE({token: number for number, token in enumerate(tokens)}, [("Ġ", "a"), ("i", "n")]))
    built.add_special_tokens(special)
    built.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    built.decoder = decoders.ByteLevel()
    return built


def write_family(name: str, seed: int) -> None:
    kind, shape = FAMILIES[name]
    # The small numbers of a bounded context; the end tokens of Mistral's kind of file are two.
    config = kind(vocab_size=VOCABULARY, num_hidden_layers=2, max_position_embeddings=512, bos_token_id=None,
                  eos_token_id=[1, 7] if name == "mistral" else 1, pad_token_id=0, attn_implementation="eager", **shape)
    torch.manual_seed(seed)
    model = randomise(AutoModelForCausalLM.from_config(config).float().eval())
    folder = FOLDER / name
    stored = STORED.get(name, torch.float32)
    model.to(stored).save_pretrained(folder, **({"max_shard_size": "30KB"} if name == "qwen3" else {}))
    (folder / "generation_config.json").unlink(missing_ok=True)
    config_file = folder / "config.json"
    written = json.loads(config_file.read_text())
    written.pop("transformers_version", None)
    if name in ("llama3-tied", "qwen2.5"):
        scaling = written.pop("rope_parameters")
        written["rope_theta"] = scaling.pop("rope_theta")
        written["rope_scaling"] = scaling if scaling["rope_type"] != "default" else None
        written["torch_dtype"] = written.pop("dtype")
    if name == "qwen2.5":
        written.pop("layer_types")
        written |= {"sliding_window": 64, "max_window_layers": 1, "use_sliding_window": False}
    config_file.write_text(json.dumps(written, indent=2, sort_keys=True) + "\n")
    tokenizer().save(str(folder / "tokenizer.json"), pretty=False)
    for file in folder.iterdir():
        file.chmod(0o644)


def golden_values(model, seed: int) -> dict:
    draw = random.Random(seed)

    def tokens(length: int) -> list[int]:
        return [draw.randrange(2, VOCABULARY) for _ in range(length)]

    sequences = []
    with torch.no_grad():
        for length, rows in SEQUENCES:
            ids = tokens(length)
            logits = model(torch.tensor([ids])).logits[0]
            picked = torch.log_softmax(logits[:-1].double(), dim=-1).gather(1, torch.tensor(ids[1:]).unsqueeze(1)).squeeze(1)
            sequences.append({"tokens": ids, "rows": rows, "logits": short(logits[rows]), "log_probs": short(picked)})
    batch = []
    for length in (11, 4, 70):
        mask = [0] + [int(draw.random() < 0.6) for _ in range(length - 1)]  # the first token has nothing before it
        batch.append({"tokens": tokens(length), "mask": mask})
    return {"sequences": sequences, "loss": loss_values(model, batch, first=4)}


def short(tensor: torch.Tensor) -> list:
    """Nested lists of numbers with six decimals, a hundredth of what the tests allow."""
    return [short(row) for row in tensor] if tensor.dim() > 1 else [round(float(value), 6) for value in tensor]


def open_model(name: str):
    """The model of a folder, read back, so that the values are those of the files and not of what was in memory."""
    return AutoModelForCausalLM.from_pretrained(FOLDER / name, dtype=torch.float32, attn_implementation="eager").eval()


def write_adapter(name: str, seed: int) -> None:
    base, settings = ADAPTERS[name]
    folder = FOLDER / name
    torch.manual_seed(seed)
    model = get_peft_model(open_model(base), LoraConfig(task_type="CAUSAL_LM", **settings))
    model.save_pretrained(folder)
    weights = load_file(folder / "adapter_model.safetensors")
    for key in sorted(weights):
        weights[key].normal_(0.0, 0.3)
    save_file(weights, folder / "adapter_model.safetensors", metadata={"format": "pt"})
    config = json.loads((folder / "adapter_config.json").read_text())
    config["base_model_name_or_path"] = base  # not the path on the machine where this ran
    if isinstance(config["target_modules"], list):
        config["target_modules"].sort()
    (folder / "adapter_config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    (folder / "README.md").unlink(missing_ok=True)
    for file in folder.iterdir():
        file.chmod(0o644)


def main() -> None:
    torch.set_num_threads(1)
    shutil.rmtree(FOLDER, ignore_errors=True)
    for seed, name in enumerate([*FAMILIES, *ADAPTERS]):
        if name in FAMILIES:
            write_family(name, seed)
            model = open_model(name)
        else:
            write_adapter(name, seed)
            model = PeftModel.from_pretrained(open_model(ADAPTERS[name][0]), FOLDER / name, is_trainable=True).eval()
        values = golden_values(model, seed)
        (FOLDER / name / "goldens.json").write_text(json.dumps(values, separators=(",", ":")) + "\n")
        logits = torch.tensor(values["sequences"][-1]["logits"])
        size = sum(file.stat().st_size for file in (FOLDER / name).iterdir())
        print(f"{name}: {sum(p.numel() for p in model.parameters())} parameters, loss {values['loss']['value']:.4f}, "
              f"logits' standard deviation {logits.std():.2f}, {size >> 10} KiB")


if __name__ == "__main__":
    main()
