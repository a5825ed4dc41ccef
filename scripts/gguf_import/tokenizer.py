"""tokenizer.json and its companions, from the metadata of a GGUF with a byte-level vocabulary."""
from . import Refused

CONTRACTIONS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
LLAMA3 = (CONTRACTIONS + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
UPPER, LOWER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
TEKKEN = (rf"[^\r\n\p{{L}}\p{{N}}]?{UPPER}*{LOWER}+|[^\r\n\p{{L}}\p{{N}}]?{UPPER}+{LOWER}*"
          r"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")


def byte_level(use_regex):
    return {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": use_regex}


def sequence(*steps):
    return {"type": "Sequence", "pretokenizers": list(steps)}


def split(pattern):
    return sequence({"type": "Split", "pattern": {"Regex": pattern}, "behavior": "Isolated", "invert": False}, byte_level(False))


GPT2 = byte_level(True)
DIGITS = sequence({"type": "Digits", "individual_digits": True}, GPT2)

# How each `tokenizer.ggml.pre` cuts text, as in the tokenizer.json of the models that bear it: the pre-tokenizer; whether whole
# words come before merges; whether text is normalized to NFC; whether a first token is added where the file does not say.
CUTS = {
    "gpt-2": (GPT2, False, False, False),
    "smollm": (DIGITS, False, False, False),
    "starcoder": (DIGITS, False, False, False),
    "llama-bpe": (split(LLAMA3), True, False, True),
    "llama3": (split(LLAMA3), True, False, True),
    "qwen2": (split(QWEN2), False, True, False),
    "deepseek-r1-qwen": (split(QWEN2), False, True, False),
    "tekken": (split(TEKKEN), True, False, True),
}
NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED = 1, 2, 3, 4, 5


class Vocabulary:
    """Tokens, their kinds and merges, checked so that `tokenizers` opens what is written."""

    def __init__(self, metadata, size):
        self.metadata = metadata
        kind = metadata.get("tokenizer.ggml.model")
        if kind != "gpt2":
            raise Refused(f"has a tokenizer of the kind {kind!r}; only byte-level BPE ('gpt2') is supported")
        pre = metadata.get("tokenizer.ggml.pre")
        if not isinstance(pre, str) or pre not in CUTS:
            raise Refused(f"cuts text in the way {pre!r} (tokenizer.ggml.pre); {', '.join(CUTS)} are supported")
        self.cut, self.ignore_merges, self.nfc, self.begins = CUTS[pre]
        self.tokens = self.strings("tokenizer.ggml.tokens")
        if len(self.tokens) > size:
            raise Refused(f"has {len(self.tokens)} tokens for an embedding of {size} rows")
        self.kinds = metadata.get("tokenizer.ggml.token_type", [NORMAL] * len(self.tokens))
        if not isinstance(self.kinds, list) or len(self.kinds) != len(self.tokens):
            raise Refused("gives tokenizer.ggml.token_type in another length than tokenizer.ggml.tokens")
        self.vocab = {}
        for number, (token, kind) in enumerate(zip(self.tokens, self.kinds)):
            if kind == UNUSED:
                continue
            if kind not in (NORMAL, UNKNOWN, CONTROL, USER_DEFINED) or token in self.vocab or not token:
                raise Refused(f"gives token {number} the text {token[:40]!r} and the kind {kind}: an empty text, one that comes "
                              "twice, or a kind that byte-level vocabularies do not have")
            self.vocab[token] = number
        self.merges = [self.merge(line) for line in self.strings("tokenizer.ggml.merges")]
        self.bos, self.pad = self.special("bos"), self.special("padding")
        self.eos = [token for token in dict.fromkeys([self.special("eos"), self.special("eot")]) if token is not None]

    def strings(self, key):
        values = self.metadata.get(key)
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise Refused(f"has no list of strings {key!r}, which a byte-level tokenizer needs")
        return values

    def merge(self, line):
        pair = line.split(" ")
        if len(pair) != 2 or not all(part in self.vocab for part in (*pair, "".join(pair))):
            raise Refused(f"has the merge {line[:60]!r}, which is not two tokens whose union is a third")
        return pair

    def special(self, name):
        number = self.metadata.get(f"tokenizer.ggml.{name}_token_id")
        if number is None or name == "padding" and number == 0xFFFFFFFF:
            return None
        if not isinstance(number, int) or not 0 <= number < len(self.tokens) or self.kinds[number] == UNUSED:
            raise Refused(f"names token {number!r} as tokenizer.ggml.{name}_token_id; it has {len(self.tokens)} tokens")
        return number

    def flag(self, key, default):
        value = self.metadata.get(f"tokenizer.ggml.{key}", default)
        if not isinstance(value, bool):
            raise Refused(f"sets tokenizer.ggml.{key} to {value!r}; it must be true or false")
        return value

    def numbers(self):
        return {"bos": self.bos, "eos": self.eos, "pad": self.pad}

    def template(self):
        """The post-processor: a first token before every text, where the model was trained so."""
        before = [self.bos] if self.bos is not None and self.flag("add_bos_token", self.begins) else []
        after = self.eos[:1] if self.flag("add_eos_token", False) else []
        if not before and not after:
            return None
        names = {self.tokens[number]: number for number in before + after}
        sides = [[{"SpecialToken": {"id": self.tokens[number], "type_id": 0}} for number in side] for side in (before, after)]
        single = [*sides[0], {"Sequence": {"id": "A", "type_id": 0}}, *sides[1]]
        return {"type": "TemplateProcessing", "single": single, "pair": [*single, {"Sequence": {"id": "B", "type_id": 0}}],
                "special_tokens": {name: {"id": name, "ids": [number], "tokens": [name]} for name, number in names.items()}}

    def tokenizer(self):
        """tokenizer.json."""
        added = [{"id": number, "content": token, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
                  "special": kind != USER_DEFINED}
                 for number, (token, kind) in enumerate(zip(self.tokens, self.kinds))
                 if kind in (UNKNOWN, CONTROL, USER_DEFINED)]
        return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": added,
                "normalizer": {"type": "NFC"} if self.nfc else None, "pre_tokenizer": self.cut,
                "post_processor": self.template(), "decoder": byte_level(True),
                "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
                          "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False,
                          "ignore_merges": self.ignore_merges, "vocab": self.vocab, "merges": self.merges}}

    def tokenizer_config(self, context):
        """tokenizer_config.json: the template and the names of special tokens."""
        config = {"tokenizer_class": "PreTrainedTokenizerFast", "clean_up_tokenization_spaces": False, "model_max_length": context}
        named = {"bos_token": self.bos, "eos_token": self.eos[0] if self.eos else None, "pad_token": self.pad}
        config |= {name: self.tokens[number] for name, number in named.items() if number is not None}
        template = self.metadata.get("tokenizer.chat_template")
        if template is not None:
            if not isinstance(template, str):
                raise Refused("holds a tokenizer.chat_template that is no text")
            config["chat_template"] = template
        return config

    def generation_config(self):
        """generation_config.json: where an answer ends."""
        eos = self.eos[0] if len(self.eos) == 1 else self.eos
        named = {"bos_token_id": self.bos, "eos_token_id": eos, "pad_token_id": self.pad}
        return {name: value for name, value in named.items() if value not in (None, [])}
