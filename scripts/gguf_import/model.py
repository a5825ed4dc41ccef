"""config.json and the tensors of the architectures that Assay computes, from a GGUF's metadata."""
import math

import numpy as np

from . import Refused

# Architectures and what transformers calls them. Mistral's models without a sliding window are of llama's.
ARCHITECTURES = {
    "llama": ("LlamaForCausalLM", "llama"),
    "qwen2": ("Qwen2ForCausalLM", "qwen2"),
    "qwen3": ("Qwen3ForCausalLM", "qwen3"),
}
SUPPORTED = "llama (Llama, SmolLM2, Mistral), qwen2 (Qwen2, Qwen2.5) and qwen3 are supported"

# Llama 3.1 to 3.3 scale their rotary frequencies by these; GGUFs hold only the divisors that follow from them.
LLAMA3 = {"low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8192}

# In blk.N and in model.layers.N.
NORMS = {"attn_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm"}
HEAD_NORMS = {"attn_q_norm": "self_attn.q_norm", "attn_k_norm": "self_attn.k_norm"}
ATTENTION = {"attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj",
             "attn_output": "self_attn.o_proj"}
FEED_FORWARD = {"ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj"}


class Shape:
    """The sizes of a model, each checked, and what they say of its tensors."""

    def __init__(self, reader):
        self.metadata = reader.metadata
        self.arch = self.metadata.get("general.architecture")
        if not isinstance(self.arch, str) or self.arch not in ARCHITECTURES:
            raise Refused(f"is of the architecture {self.arch!r}; {SUPPORTED}")
        self.used = set()
        self.layers = self.integer("block_count", 1, 1024)
        self.width = self.integer("embedding_length", 1, 65_536)
        self.ffn = self.integer("feed_forward_length", 1, 1_048_576)
        self.heads = self.integer("attention.head_count", 1, 1024)
        self.kv_heads = self.integer("attention.head_count_kv", 1, 1024, self.heads)
        self.head_dim = self.integer("attention.key_length", 2, 4096, self.width // self.heads)
        self.context = self.integer("context_length", 1, 16_777_216)
        self.epsilon = self.decimal("attention.layer_norm_rms_epsilon", 1e-12, 1.0)
        self.theta = self.decimal("rope.freq_base", 1.0, 1e12, 10_000.0)
        if self.heads % self.kv_heads or self.head_dim % 2:
            raise Refused(f"has {self.heads} heads of {self.head_dim} dimensions for {self.kv_heads} key-value heads; the "
                          "latter must divide the heads, and the dimensions be even")
        self.demand("attention.value_length", self.head_dim)
        self.demand("rope.dimension_count", self.head_dim)
        self.demand("expert_count", 0)
        self.demand("expert_used_count", 0)
        self.demand("attention.causal", True)
        self.demand("rope.scaling.type", "none")
        self.demand("tensor_data_layout", None)
        window = self.take("attention.sliding_window", 0)
        if window and not (isinstance(window, int) and window >= self.context):
            raise Refused(f"sets {self.arch}.attention.sliding_window to {window!r}; only attention to the whole context of "
                          f"{self.context} tokens is supported")
        tokens = self.metadata.get("tokenizer.ggml.tokens")
        self.vocabulary = self.integer("vocab_size", 1, 4_194_304, len(tokens) if isinstance(tokens, list) else 0)
        unknown = sorted(key for key in self.metadata if key.startswith(self.arch + ".") and key not in self.used)
        if unknown:
            raise Refused(f"sets {unknown[0]} to {str(self.metadata[unknown[0]])[:60]!r}, which the import does not know and may "
                          "change what is computed")
        self.tied = "output.weight" not in reader.tensors
        self.attention_bias = any(f"blk.0.{name}.bias" in reader.tensors for name in ATTENTION)
        self.mlp_bias = any(f"blk.0.{name}.bias" in reader.tensors for name in FEED_FORWARD)

    def take(self, key, default=None):
        key = f"{self.arch}.{key}"
        self.used.add(key)
        return self.metadata.get(key, default)

    def demand(self, key, wanted):
        found = self.take(key, wanted)
        if found != wanted:
            raise Refused(f"sets {self.arch}.{key} to {found!r}; only {wanted!r} is supported")

    def integer(self, key, low, high, default=None):
        value = self.take(key, default)
        if isinstance(value, list) and value and all(each == value[0] for each in value):
            value = value[0]  # one number a layer, all the same
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise Refused(f"sets {self.arch}.{key} to {str(value)[:60]}; it must be an integer from {low} to {high}")
        return value

    def decimal(self, key, low, high, default=None):
        value = self.take(key, default)
        if not isinstance(value, float) or not low <= value <= high:
            raise Refused(f"sets {self.arch}.{key} to {value!r}; it must be a number from {low} to {high}")
        return float(np.format_float_positional(np.float32(value), unique=True))  # 1e-05, not 9.999999747378752e-06

    def tensors(self):
        """(name in the GGUF, name in transformers, shape, heads whose rows llama.cpp reorders or 0), in file order."""
        queries, keys = self.heads * self.head_dim, self.kv_heads * self.head_dim
        rows = {"attn_q": queries, "attn_k": keys, "attn_v": keys, "attn_output": self.width,
                "ffn_gate": self.ffn, "ffn_up": self.ffn, "ffn_down": self.width}
        columns = {"attn_output": queries, "ffn_down": self.ffn}
        reordered = {"attn_q": self.heads, "attn_k": self.kv_heads} if self.arch == "llama" else {}
        biased = {"llama": [*(ATTENTION if self.attention_bias else []), *(FEED_FORWARD if self.mlp_bias else [])],
                  "qwen2": ["attn_q", "attn_k", "attn_v"], "qwen3": ATTENTION if self.attention_bias else []}[self.arch]
        yield "token_embd.weight", "model.embed_tokens.weight", (self.vocabulary, self.width), 0
        for layer in range(self.layers):
            theirs, ours = f"blk.{layer}.", f"model.layers.{layer}."
            for name, known in NORMS.items():
                yield f"{theirs}{name}.weight", f"{ours}{known}.weight", (self.width,), 0
            if self.arch == "qwen3":
                for name, known in HEAD_NORMS.items():
                    yield f"{theirs}{name}.weight", f"{ours}{known}.weight", (self.head_dim,), 0
            for name, known in {**ATTENTION, **FEED_FORWARD}.items():
                heads = reordered.get(name, 0)
                shape = rows[name], columns.get(name, self.width)
                yield f"{theirs}{name}.weight", f"{ours}{known}.weight", shape, heads
                if name in biased:
                    yield f"{theirs}{name}.bias", f"{ours}{known}.bias", shape[:1], heads
        yield "output_norm.weight", "model.norm.weight", (self.width,), 0
        if not self.tied:
            yield "output.weight", "lm_head.weight", (self.vocabulary, self.width), 0

    def check(self, reader):
        """That the file holds exactly the tensors of its architecture, each in its shape."""
        expected = {name: shape for name, _, shape, _ in self.tensors()}
        for name, shape in expected.items():
            if name not in reader.tensors:
                raise Refused(f"lacks the tensor {name!r} that {self.arch} needs")
            found = reader.tensors[name].shape
            if found != shape:
                raise Refused(f"holds the tensor {name!r} in the shape {list(found)}; its sizes ask for {list(shape)}")
        surplus = sorted(set(reader.tensors) - set(expected) - {"rope_freqs.weight"})
        if surplus:
            raise Refused(f"holds the tensor {surplus[0]!r}, which {self.arch} has no use for")

    def frequencies(self):
        """The rotary frequencies without scaling, as transformers computes them."""
        return 1.0 / self.theta ** (np.arange(0, self.head_dim, 2, dtype=np.float64) / self.head_dim)

    def rope(self, divisors):
        """The member `rope_scaling` of config.json, from what the GGUF divides each frequency by, or None."""
        if divisors is None or np.all(divisors == 1.0):
            return None
        factor = float(divisors.max())
        low, high, original = LLAMA3.values()
        smooth = np.clip((original * self.frequencies() / (2 * math.pi) - low) / (high - low), 0.0, 1.0)
        with np.errstate(all="ignore"):
            known = 1 / ((1 - smooth) / factor + smooth)
        if len(divisors) != len(smooth) or not np.allclose(known, divisors, rtol=1e-4):
            raise Refused("scales its rotary frequencies (rope_freqs.weight) otherwise than Llama 3.1 to 3.3 do; only that way is "
                          "supported")
        return {"rope_type": "llama3", "factor": factor, **LLAMA3}

    def config(self, rope, dtype, tokens):
        """config.json. `tokens` has the members bos, eos (a list) and pad."""
        name, kind = ARCHITECTURES[self.arch]
        eos = tokens["eos"]
        config = {
            "architectures": [name], "model_type": kind, "vocab_size": self.vocabulary, "hidden_size": self.width,
            "intermediate_size": self.ffn, "num_hidden_layers": self.layers, "num_attention_heads": self.heads,
            "num_key_value_heads": self.kv_heads, "head_dim": self.head_dim, "hidden_act": "silu", "rms_norm_eps": self.epsilon,
            "max_position_embeddings": self.context, "rope_theta": self.theta, "rope_scaling": rope,
            "tie_word_embeddings": self.tied, "torch_dtype": dtype, "bos_token_id": tokens["bos"],
            "eos_token_id": eos[0] if len(eos) == 1 else eos or None, "pad_token_id": tokens["pad"],
        }
        if self.arch != "qwen2":
            config["attention_bias"] = self.attention_bias
        if self.arch == "llama":
            config["mlp_bias"] = self.mlp_bias
        if self.arch.startswith("qwen"):
            config["use_sliding_window"] = False
        return config


def in_order(rows, heads):
    """Undoes llama.cpp's order of the rows of queries and keys, in which the halves of each head alternate."""
    if not heads:
        return rows
    half = rows.shape[0] // heads // 2
    return rows.reshape(heads, half, 2, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)
