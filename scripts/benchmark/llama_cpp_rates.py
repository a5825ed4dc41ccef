"""The llama.cpp side of `scripts/bench`: samples on request, and times, what our side samples with the same checkpoint.

    PYTHONPATH=<llama-cpp-python, gguf, numpy> python3 scripts/benchmark/llama_cpp_rates.py CHECKPOINT [--rows 96 ...]

The checkpoint is written as a GGUF file in a temporary folder: of float32, its weights unchanged, or with `--type bf16` of bfloat16. All rows are decoded as one batch, one sequence a
row with a cache of its own (`kv_unified = false`), which lives on across turns. Logits become tokens by numpy, all rows at once, by inversion
of the cumulative distribution. Prints one line of JSON about itself; then each line on stdin, a measure and a number of threads such as
`generate 2`, is done once and answered with the seconds it took. Lengths are fixed: no answer ends early.

    generate      `rows` prompts of `prompt` tokens, `new` tokens sampled from each at temperature 1
    three_turns   `turns` times, each prompt but the first of `feedback` tokens
"""

import argparse
import ctypes
import json
import pathlib
import sys
import tempfile
import time

import gguf
import llama_cpp
import numpy as np


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Times llama.cpp on request.")
    parser.add_argument("checkpoint", type=pathlib.Path)
    for name in ("rows", "prompt", "new", "turns", "feedback"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--clock", choices=("wall", "cpu"), default="wall")
    parser.add_argument("--type", choices=("f32", "bf16"), default="f32")
    return parser.parse_known_args()[0]


def tensors(path: pathlib.Path) -> dict[str, np.ndarray]:
    """The float32 tensors of a safetensors file: a length, a JSON header of that length, numbers."""
    data = path.read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    out = {}
    for name, entry in json.loads(data[8:start]).items():
        if name != "__metadata__":
            assert entry["dtype"] == "F32", f"{name} is stored as {entry['dtype']}"
            first, last = (start + offset for offset in entry["data_offsets"])
            out[name] = np.frombuffer(data[first:last], np.float32).reshape(entry["shape"])
    return out


def interleaved(weight: np.ndarray, heads: int) -> np.ndarray:
    """llama.cpp rotates neighbours where Hugging Face rotates the halves of a head."""
    return weight.reshape(heads, 2, -1, weight.shape[1]).swapaxes(1, 2).reshape(weight.shape)


def add(writer: gguf.GGUFWriter, name: str, tensor: np.ndarray, kind: str) -> None:
    """Matrices in the type that was asked for; vectors stay float32, as llama.cpp has them."""
    if kind == "bf16" and tensor.ndim == 2:
        half = gguf.GGMLQuantizationType.BF16
        writer.add_tensor(name, gguf.quants.quantize(tensor, half), raw_dtype=half)
    else:
        writer.add_tensor(name, tensor)


def write_gguf(checkpoint: pathlib.Path, path: str, kind: str) -> dict:
    config = json.loads((checkpoint / "config.json").read_text())
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_rope_dimension_count(config["head_dim"])
    writer.add_key_length(config["head_dim"])
    writer.add_value_length(config["head_dim"])
    writer.add_rope_freq_base(config["rope_theta"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_vocab_size(config["vocab_size"])
    writer.add_tokenizer_model("none")
    names = {"input_layernorm": "attn_norm", "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k",
             "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output", "post_attention_layernorm": "ffn_norm",
             "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down"}
    outer = {"model.embed_tokens.weight": "token_embd.weight", "model.norm.weight": "output_norm.weight",
             "lm_head.weight": "output.weight"}
    for name, tensor in tensors(checkpoint / "model.safetensors").items():
        if name in outer:
            add(writer, outer[name], tensor, kind)
            continue
        layer, part = name.removeprefix("model.layers.").removesuffix(".weight").split(".", 1)
        if part.endswith(("q_proj", "k_proj")):
            tensor = interleaved(tensor, config["num_attention_heads" if "q_proj" in part else "num_key_value_heads"])
        add(writer, f"blk.{layer}.{names[part]}.weight", np.ascontiguousarray(tensor), kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return config


class Rows:
    """Conversations, one sequence each, and the batch that carries their next tokens."""

    def __init__(self, model: ctypes.c_void_p, vocabulary: int, options: argparse.Namespace):
        positions = options.prompt + options.turns * options.new + (options.turns - 1) * options.feedback
        settings = llama_cpp.llama_context_default_params()
        settings.n_seq_max = options.rows
        settings.n_ctx = options.rows * ((positions + 255) // 256 * 256)
        settings.n_batch = options.rows * max(options.prompt, options.feedback + 1)
        settings.kv_unified = False
        settings.no_perf = True
        self.context = llama_cpp.llama_init_from_model(model, settings)
        assert self.context, "llama.cpp made no context"
        self.rows, self.vocabulary, self.length = options.rows, vocabulary, 0
        self.random = np.random.default_rng(0)
        self.batch = llama_cpp.llama_batch_init(settings.n_batch, 0, 1)
        view = lambda pointer: np.ctypeslib.as_array(pointer, shape=(settings.n_batch,))
        self.tokens, self.places = view(self.batch.token), view(self.batch.pos)
        self.wanted = view(self.batch.logits)
        view(self.batch.n_seq_id)[:] = 1
        self.sequences = np.zeros(settings.n_batch, np.int32)
        for index in range(settings.n_batch):
            self.batch.seq_id[index] = ctypes.cast(self.sequences[index:].ctypes.data, ctypes.POINTER(ctypes.c_int32))

    def forget(self) -> None:
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(self.context), True)
        self.length = 0

    def logits(self, tokens: np.ndarray) -> np.ndarray:
        """[rows, count] tokens at the ends of the rows; the logits after the last of each, [rows, vocabulary]."""
        count = tokens.shape[1]
        total = self.rows * count
        self.tokens[:total] = tokens.ravel()
        self.places[:total] = np.tile(np.arange(self.length, self.length + count), self.rows)
        self.wanted[:total] = 0
        self.wanted[count - 1:total:count] = 1
        self.sequences[:total] = np.arange(total) // count
        self.batch.n_tokens = total
        assert llama_cpp.llama_decode(self.context, self.batch) == 0, "llama.cpp could not decode"
        self.length += count
        found = llama_cpp.llama_get_logits(self.context)
        return np.ctypeslib.as_array(found, shape=(self.rows, self.vocabulary))

    def sample(self, logits: np.ndarray) -> np.ndarray:
        shares = np.exp(logits - logits.max(axis=1, keepdims=True)).cumsum(axis=1)
        drawn = self.random.random((self.rows, 1), np.float32) * shares[:, -1:]
        return np.minimum((shares <= drawn).sum(axis=1), self.vocabulary - 1).astype(np.int32)[:, None]

    def rollout(self, options: argparse.Namespace, turns: int) -> None:
        self.forget()
        pending = np.zeros((self.rows, 0), np.int32)
        for turn in range(turns):
            length = options.prompt if turn == 0 else options.feedback
            prompt = self.random.integers(self.vocabulary, size=(self.rows, length), dtype=np.int32)
            logits = self.logits(np.concatenate([pending, prompt], axis=1))
            for index in range(options.new):
                pending = self.sample(logits)
                if index + 1 < options.new:
                    logits = self.logits(pending)


def main() -> None:
    options = arguments()
    quiet = llama_cpp.llama_log_callback(lambda level, text, data: None)
    llama_cpp.llama_log_set(quiet, ctypes.c_void_p(0))
    llama_cpp.llama_backend_init()
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/model.gguf"
        config = write_gguf(options.checkpoint, path, options.type)
        model = llama_cpp.llama_model_load_from_file(path.encode(), llama_cpp.llama_model_default_params())
        assert model, "llama.cpp could not read the GGUF file"
        rows = Rows(model, config["vocab_size"], options)
    features = [part.split("=")[0].strip().removeprefix("CPU :").strip()
                for part in llama_cpp.llama_print_system_info().decode().split("|") if "= 1" in part]
    print(json.dumps({"version": llama_cpp.__version__, "features": features}), flush=True)
    work = {"generate": lambda: rows.rollout(options, 1), "three_turns": lambda: rows.rollout(options, options.turns)}
    now = time.process_time if options.clock == "cpu" else time.perf_counter
    for line in sys.stdin:
        name, threads = line.split()
        llama_cpp.llama_set_n_threads(rows.context, int(threads), int(threads))
        start = now()
        work[name]()
        print(now() - start, flush=True)


if __name__ == "__main__":
    main()
