"""Writes a small GGUF for ImportGGUFTests, and checks scripts/import-gguf on each architecture and on damaged files.

    pip install transformers gguf numpy          # in a virtual environment
    PYTHONPATH=.deps/python python scripts/golden/gguf_files.py            writes Tests/ModelsTests/Goldens/llama.gguf
    PYTHONPATH=.deps/python python scripts/golden/gguf_files.py check      imports what it makes of each family
    PYTHONPATH=.deps/python python scripts/golden/gguf_files.py fuzz 1000  imports so many damaged files

The weights are those of the golden families. The order of rows of queries and keys in Llama's files, the divisors of Llama 3's rotary
frequencies and the names of tensors are llama.cpp's, worked out here a second time. `check` compares the logits that transformers
computes from the imported folder with those from the folder that the GGUF was made of.
"""

import json
import pathlib
import random
import resource
import shutil
import sys
import tempfile

import gguf
import numpy as np
import torch
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDENS = ROOT / "Tests/ModelsTests/Goldens"
sys.path.insert(0, str(ROOT / "scripts"))
from gguf_import import Refused  # noqa: E402
from import_gguf import convert  # noqa: E402

ARCHITECTURES = {"llama2": "llama", "smollm2": "llama", "llama3-tied": "llama", "mistral": "llama", "biases": "llama",
                 "qwen2": "qwen2", "qwen2.5": "qwen2", "qwen3": "qwen3"}
NAMES = {"self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
         "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
         "mlp.down_proj": "ffn_down", "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm"}
# What Llama 3.2 has. The family's own numbers are smaller, to show in short sequences.
LLAMA32 = {"rope_type": "llama3", "rope_theta": 500_000.0, "factor": 32.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
           "original_max_position_embeddings": 8192}


def their_name(name: str) -> str:
    outer = {"model.embed_tokens.weight": "token_embd.weight", "model.norm.weight": "output_norm.weight",
             "lm_head.weight": "output.weight"}
    if name in outer:
        return outer[name]
    _, _, layer, rest = name.split(".", 3)
    stem, kind = rest.rsplit(".", 1)
    return f"blk.{layer}.{NAMES[stem]}.{kind}"


def alternate(rows: np.ndarray, heads: int) -> np.ndarray:
    """Row i of the first half of a head, then row i of the second half, and so on: llama.cpp's order for Llama."""
    dim = len(rows) // heads
    order = [head * dim + half * dim // 2 + i for head in range(heads) for i in range(dim // 2) for half in (0, 1)]
    return rows[order]


def write_gguf(name: str, path: pathlib.Path, kind=None, llama32: bool = False) -> None:
    """`kind` is the type of matrices, by default float32; a matrix whose rows it cannot hold stays float32."""
    folder = GOLDENS / "families" / name
    config = AutoConfig.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    arch = ARCHITECTURES[name]
    writer = gguf.GGUFWriter(path, arch)
    head_dim = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_key_length(head_dim)
    writer.add_value_length(head_dim)
    writer.add_rope_dimension_count(head_dim)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base((LLAMA32 if llama32 else config.rope_parameters)["rope_theta"])
    writer.add_vocab_size(config.vocab_size)
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    vocab = sorted(tokenizer["model"]["vocab"], key=tokenizer["model"]["vocab"].get)
    special = {token["id"] for token in tokenizer["added_tokens"]}
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(vocab + ["[PAD100]"] * (config.vocab_size - len(vocab)))
    writer.add_token_types([3 if number in special else 1 for number in range(len(vocab))] + [5] * (config.vocab_size - len(vocab)))
    writer.add_token_merges([" ".join(pair) for pair in tokenizer["model"]["merges"]])
    writer.add_eos_token_id(1)
    writer.add_pad_token_id(0)
    writer.add_chat_template("{% for message in messages %}{{ message['content'] }}{% endfor %}")
    if llama32:
        config.rope_parameters = LLAMA32
        scaled, _ = ROPE_INIT_FUNCTIONS["llama3"](config, "cpu")
        plain = 1.0 / LLAMA32["rope_theta"] ** (torch.arange(0, head_dim, 2).float() / head_dim)
        writer.add_tensor("rope_freqs.weight", (plain / scaled).numpy())
    for parameter, values in model.named_parameters():
        values = values.detach().numpy()
        if arch == "llama" and ".q_proj" in parameter:
            values = alternate(values, config.num_attention_heads)
        if arch == "llama" and ".k_proj" in parameter:
            values = alternate(values, config.num_key_value_heads)
        if kind is not None and values.ndim == 2 and values.shape[1] % gguf.GGML_QUANT_SIZES[kind][0] == 0:
            writer.add_tensor(their_name(parameter), gguf.quantize(values, kind), raw_dtype=kind)
        else:
            writer.add_tensor(their_name(parameter), values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def check() -> None:
    """Each architecture, in float32 and quantised: the tokens, and the logits of the numbers that were written."""
    kinds = {"float32": None, "bfloat16": gguf.GGMLQuantizationType.BF16, "Q8_0": gguf.GGMLQuantizationType.Q8_0}
    tokens = torch.tensor([[(7 * i) % 98 + 2 for i in range(40)]])
    for name in ARCHITECTURES:
        if name == "llama3-tied":
            continue  # its small numbers are not Llama 3's, which are all that GGUFs can tell
        for label, kind in kinds.items():
            with tempfile.TemporaryDirectory() as place:
                place = pathlib.Path(place)
                write_gguf(name, place / "model.gguf", kind)
                convert(place / "model.gguf", place / "model", None)
                model = AutoModelForCausalLM.from_pretrained(GOLDENS / "families" / name, dtype=torch.float32)
                if kind is not None:  # what the GGUF rounded, rounded here too
                    for parameter in model.parameters():
                        values = parameter.detach().numpy()
                        if values.ndim == 2 and values.shape[1] % gguf.GGML_QUANT_SIZES[kind][0] == 0:
                            parameter.data = torch.from_numpy(gguf.dequantize(gguf.quantize(values, kind), kind).copy())
                imported = AutoModelForCausalLM.from_pretrained(place / "model", dtype=torch.float32)
                with torch.no_grad():
                    difference = (model(tokens).logits - imported(tokens).logits).abs().max().item()
                theirs, ours = (AutoTokenizer.from_pretrained(each) for each in (GOLDENS / "families" / name, place / "model"))
                text = "in a line<|end|> of 12\n  words, and a 'quote'"
                assert theirs.encode(text) == ours.encode(text), name
                print(f"{name} {label}: logits differ by {difference:.1e}")
                assert difference < 1e-5, name


def fuzz(count: int) -> None:
    """Damaged files are imported or refused in one sentence, in 2 GB of memory above what the libraries take."""
    draw = random.Random(1)
    used = int(pathlib.Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + (2 << 30),) * 2)
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        write_gguf("llama3-tied", place / "whole.gguf", gguf.GGMLQuantizationType.BF16, llama32=True)
        whole = (place / "whole.gguf").read_bytes()
        header = whole.find(b"rope_freqs.weight") + 2500
        pieces = [bytes(8), b"\xff" * 8, b"\xff" * 4, (1 << 62).to_bytes(8, "little"), (1 << 31).to_bytes(4, "little"), b"\x09\0\0\0",
                  b"\x08\0\0\0", b"\x00\x00\xc0\x7f", b"\xff\xfe\xfd", b"llama", b"\n\x1b[2J"]
        imported = 0
        for number in range(count):
            data = bytearray(whole)
            for _ in range(draw.randrange(1, 4)):
                at = draw.randrange(min(header, len(data)) if draw.random() < 0.9 else len(data))
                match draw.randrange(6):
                    case 0:
                        data[at] ^= 1 << draw.randrange(8)
                    case 1:
                        data[at] = draw.randrange(256)
                    case 2:
                        del data[at:at + draw.randrange(1, 40)]
                    case 3:
                        data[at:at] = data[at:at + draw.randrange(1, 200)]
                    case 4:
                        piece = draw.choice(pieces)
                        data[at:at + len(piece)] = piece
                    case 5 if draw.random() < 0.3:
                        del data[at:]
                if not data:
                    break
            (place / "damaged.gguf").write_bytes(data)
            try:
                convert(place / "damaged.gguf", place / "model", None)
                imported += 1
            except Refused as refusal:
                sentence = str(refusal)
                assert sentence and "\n" not in sentence and len(sentence) < 1000, (number, sentence)
            except BaseException:
                shutil.copy(place / "damaged.gguf", "/tmp/damaged.gguf")
                print(f"file {number} is kept as /tmp/damaged.gguf", file=sys.stderr)
                raise
            shutil.rmtree(place / "model", ignore_errors=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"{count} damaged files, {imported} imported, the others refused; peak of memory {peak} MiB")


def main() -> None:
    torch.set_num_threads(1)
    match sys.argv[1:]:
        case []:
            write_gguf("llama3-tied", GOLDENS / "llama.gguf", gguf.GGMLQuantizationType.BF16, llama32=True)
        case ["check"]:
            check()
        case ["fuzz", count]:
            fuzz(int(count))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
