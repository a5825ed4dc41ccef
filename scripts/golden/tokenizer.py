#!/usr/bin/env python3
"""Writes the tokenizer's golden files: scripts/golden/tokenizer.py (needs `pip install tokenizers==0.23.3`).

Every id in Tests/ModelsTests/Goldens comes from the `tokenizers` package. `minicoder` is the bundled tokenizer; the others are small
vocabularies trained here, one for each way of cutting text that published models use.

There are two kinds of files. NAME.golden.json has texts with their ids. NAME.lines.json has a hash of the ids of each 50 of 10,000 lines,
which the test puts together from lines.pool.json by the same rule as `lines` here. `scripts/golden/tokenizer.py TOKENIZER.json FILE` writes
such a file for any other tokenizer, for `ASSAY_TOKENIZER=TOKENIZER.json ASSAY_TOKENIZER_LINES=FILE scripts/test --filter TokenizerLinesTests`.
"""
import json
import os
import pathlib
import random
import sys

os.environ["RUST_BACKTRACE"] = "0"  # Where an added token is overrun, the package panics.

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDENS = ROOT / "Tests/ModelsTests/Goldens"

LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
          r"|\s*[\r\n]+|\s+(?!\S)|\s+")
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")

PROGRAMS = [
    "a=list(map(int,input().split()))\na=[x for x in a if x%2==0]\nprint(*a,sep='/')\n",
    "for i in range(10):\n    if i % 3 == 0:\n        print(i, 'fizz')\n    else:\n        print(i)\n",
    "def gcd(a, b):\n    while b:\n        a, b = b, a % b\n    return a\n\nprint(gcd(*map(int, input().split())))\n",
]
PROSE = [
    "Read a list of integers.\n- keep the big ones\n- shift each\n- print them joined\n",
    "Wrong answer.\ninput: 8 7 6 4 7\nexpected: 9;8;7;8\ngot: 16~14~12~8~14\n",
    "It's what we've said; they'll see, I'm sure you'd agree, aren't you? IT'S WHAT WE'VE SAID, THEY'LL SEE.",
    "Zażółć gęślą jaźń. Größe, naïve, façade, Ελληνικά, Привет мир, עברית, العربية, हिन्दी, ไทย, 한국어, 日本語の文章、中文字符。",
]
HARD = [
    "", " ", "\n", "\0", "\t", "  ", "\r\n", "a", "é", "👍",
    " " * 200, "a" + " " * 65 + "b", "\n" * 33, "\t\t  \t \n \n\n   x", "x \r\n\r\n y\r z\u2028w\u2029v\x85u\x0bt\x0cs",
    "nul\0in\0the middle", "".join(map(chr, range(32))), "".join(map(chr, range(127, 160))),
    "👩‍👩‍👧‍👦 family, 🏳️‍🌈 flag, 🇵🇱🇯🇵 regions, 👍🏽 tone, ❤️ heart, 1️⃣ keycap",
    "e\u0301 é ö o\u0308 \u212b Å A\u030a \u1e69 s\u0323\u0307 s\u0307\u0323 가 \u1100\u1161 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘",
    "日本語のテキスト。中文，標點。한국어 텍스트! ไทยไม่มีช่องว่าง",
    "שלום עולם \u200fRTL\u200e مرحبا بالعالم ١٢٣ ۱۲۳ १२३ ๑๒๓ １２３ ²³¼Ⅷ",
    "\u00a0nbsp\u2003em\u3000ideographic\u200bzero\ufeffbom\u180e\u1680",
    "0 1 12 123 1234 12345 1234567890 -5 -12 --7 3.14 -0 1e-9 0xFF 1_000",
    "x-1 x -1 x - 1 [-3:] a[::-1] 9-x x//2 a/b|c;d_e~f+g@h#i$j&k!l^m",
    "can't CAN'T it's IT'S don\u2019t 'tis 'll 'LL '\u017f '\u017fs \u212a'\u017f we're'd've",
    "<|user|>Hello<|asst|>world<|end|> <|pad|><|user", "<|user|><|user|>", "a <|end|> b\n<|end|>",
    "\U0001d400\U0001d7d8 \U00020000\U0002a6df \U0010ffff\ufffd\ufffe \ue000",
    "Ǆ ǅ ǆ ß ẞ İ ı ﬁ ﬅ Ω Ω K K",
    b"bad \xff\xfe\x80 \xc3( \xe2\x82 \xf0\x9f\x92 \xed\xa0\x80 \xc0\xaf \xf4\x90\x80\x80 end".decode("utf-8", "replace"),
    "a" * 300, "ab" * 200, "é" * 150, "x1" * 100,
]


def texts():
    """Hard cases, ordinary text, and random mixtures of both that are the same on every run."""
    rng = random.Random(20)
    pool = [c for text in HARD + PROSE + PROGRAMS for c in text]
    mixed = ["".join(rng.choice(pool) for _ in range(rng.randrange(1, 60))) for _ in range(120)]
    words = [word for text in PROSE + PROGRAMS for word in text.split(" ")]
    joined = [rng.choice([" ", "  ", "\n", ""]).join(rng.choice(words) for _ in range(12)) for _ in range(40)]
    planes = [(0x20, 0x250), (0x250, 0x800), (0x800, 0x2000), (0x2000, 0x3000), (0x3000, 0xD800), (0x10000, 0x20000)]
    scattered = ["".join(chr(rng.randrange(*rng.choice(planes))) for _ in range(30)) for _ in range(60)]
    return HARD + PROSE + PROGRAMS + mixed + joined + scattered


def pool():
    """What lines are made of: words of many scripts, code, white space, control characters, emoji, what special tokens look like."""
    rng = random.Random(22)
    words = sorted({word for text in PROSE + PROGRAMS + HARD for word in text.split(" ") if 0 < len(word) < 40})
    special = ["<|user|>", "<|asst|>", "<|end|>", "<|pad|>", "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<s>", "</s>", "<unk>",
               "[INST]", "[/INST]", "<0x0A>", "<0xFF>", "<|im_", "|>", "regions", "they", "\u2581", "\u2581\u2581a", "A", "\n\n", "Ġ", "Ċ"]
    # Blocks that Unicode 9 knew: the package's composition knows no later ones.
    planes = [(0x20, 0x250), (0x370, 0x530), (0x5D0, 0x5EB), (0x620, 0x650), (0x905, 0x940), (0xE01, 0xE3B), (0x1100, 0x1113),
              (0x2010, 0x2070), (0x2190, 0x2200), (0x3041, 0x3100), (0x4E00, 0x9FA6), (0xAC00, 0xD7A4), (0x1F300, 0x1F650)]
    single = [chr(rng.randrange(*rng.choice(planes))) for _ in range(250)] + [chr(code) for code in range(0x300, 0x315)]
    control = [chr(code) for code in list(range(32)) + list(range(127, 160))] + ["\u200b", "\u200d", "\ufeff", "\u2028", "\xa0", "\u3000"]
    space = [" "] * 60 + ["  ", "   ", "\t", "\n", "\n", "\n\n", "\r\n", " \n", "    ", "        "] * 6
    number = [str(rng.randrange(10 ** rng.randrange(1, 9))) for _ in range(40)]
    return words + special * 2 + single + control + space + number


def lines(pool, count=10_000):
    """Concatenations of 1 to 16 parts of the pool, drawn by a linear congruential generator: the upper 31 of its 64 bits."""
    state = 1
    result = []

    def draw(below):
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2 ** 64
        return (state >> 33) % below

    for _ in range(count):
        result.append("".join(pool[draw(len(pool))] for _ in range(1 + draw(16))))
    return result


def fnv(data, hash=0xCBF29CE484222325):
    """FNV-1a of 64 bits."""
    for byte in data:
        hash = (hash ^ byte) * 0x100000001B3 % 2 ** 64
    return hash


def write_lines(target, tokenizer):
    """Hashes of what each 50 lines encode and decode to; lines at which the package panics are left out, and named."""
    hashes, panics = [], []
    all_lines = lines(pool())
    for first in range(0, len(all_lines), 50):
        hash = fnv(b"")
        for number, text in enumerate(all_lines[first:first + 50], first):
            try:
                tokenizer.encode_special_tokens = False
                default = tokenizer.encode(text).ids
                tokenizer.encode_special_tokens = True
                plain = tokenizer.encode(text, add_special_tokens=False).ids
            except BaseException as error:  # pyo3's PanicException is no Exception.
                if type(error).__name__ != "PanicException":
                    raise
                panics.append(number)
                continue
            for ids in (plain, default):
                hash = fnv(b"".join(id.to_bytes(4, "little") for id in ids) + b"\xff" * 4, hash)
            hash = fnv(tokenizer.decode(plain).encode(), hash)
        hashes.append(f"{hash:016x}")
    target.write_text(json.dumps({"panics": panics, "hashes": hashes}, separators=(",", ":")).replace('","', '",\n"') + "\n")
    print(target.name, len(all_lines), "lines,", len(panics), "panics")


def token_lists(tokenizer):
    """Random tokens, so that pieces of characters meet: what decoding repairs."""
    rng = random.Random(21)
    size = tokenizer.get_vocab_size()
    lists = [[rng.randrange(size) for _ in range(rng.randrange(0, 30))] for _ in range(80)]
    marks = [tokenizer.token_to_id(mark) for mark in "ðÂĢŁĳĩãÃâí¬ÿÀ"]
    return lists + [[rng.choice(marks) for _ in range(rng.randrange(1, 12))] for _ in range(120)]


def train(pre_tokenizer, normalizer=None, special=("<|pad|>", "<|user|>", "<|asst|>", "<|end|>")):
    tokenizer = Tokenizer(models.BPE())
    if normalizer:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(PROSE * 3 + PROGRAMS * 3, trainers.BpeTrainer(
        vocab_size=400, special_tokens=list(special), show_progress=False,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet())))
    return tokenizer


def sequence(*splits, add_prefix_space=False):
    return pre_tokenizers.Sequence(
        [*splits, pre_tokenizers.ByteLevel(add_prefix_space=add_prefix_space, use_regex=False)])


def write(name, tokenizer, edit=None, hashed=False):
    """Writes NAME.tokenizer.json (unless it is the bundled one), NAME.lines.json, and unless `hashed` NAME.golden.json."""
    if tokenizer is None:
        tokenizer = Tokenizer.from_file(str(ROOT / "experiments/minicoder/tokenizer.json"))
    else:
        content = json.loads(tokenizer.to_str())
        if edit:
            edit(content)
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        (GOLDENS / f"{name}.tokenizer.json").write_text(text + "\n", encoding="utf-8")
        tokenizer = Tokenizer.from_str(text)
    write_lines(GOLDENS / f"{name}.lines.json", tokenizer)
    if hashed:
        return
    cases = []
    for text in texts():
        tokenizer.encode_special_tokens = False
        default = tokenizer.encode(text).ids
        tokenizer.encode_special_tokens = True
        plain = tokenizer.encode(text, add_special_tokens=False).ids
        case = {"text": text, "plain": plain, "decoded": tokenizer.decode(plain)}
        if default != plain:
            case["default"] = default
        if case["decoded"] == text:
            del case["decoded"]
        cases.append(case)
    decodings = [{"tokens": tokens, "text": tokenizer.decode(tokens),
                  "withSpecial": tokenizer.decode(tokens, skip_special_tokens=False)}
                 for tokens in token_lists(tokenizer)]
    lines = ",\n".join(json.dumps(case, ensure_ascii=True, separators=(",", ":")) for case in cases)
    decoded = ",\n".join(json.dumps(case, ensure_ascii=True, separators=(",", ":")) for case in decodings)
    (GOLDENS / f"{name}.golden.json").write_text(
        f'{{"encode":[\n{lines}\n],"decode":[\n{decoded}\n]}}\n', encoding="ascii")
    print(name, len(cases), "texts,", sum(len(case["text"]) for case in cases), "characters")


def string_merges(content):
    """Older files write a merge as one string with a space in it."""
    content["model"]["merges"] = [" ".join(pair) for pair in content["model"]["merges"]]


def ignore_merges(content):
    content["model"]["ignore_merges"] = True
    # Tokens that no merge leads to: only `ignore_merges` finds them.
    for word in ["Ġunreachable", "123", "Ċx"]:
        content["model"]["vocab"][word] = len(content["model"]["vocab"])


def unknown_token(content):
    content["model"]["unk_token"] = "<|endoftext|>"
    # What the last batch of its writer was cut and filled to: of no effect on one text that is encoded whole.
    content["truncation"] = {"direction": "Right", "max_length": 1_000_000, "strategy": "LongestFirst", "stride": 0}
    content["padding"] = {"strategy": {"Fixed": 1}, "direction": "Right", "pad_to_multiple_of": None, "pad_id": 0,
                          "pad_type_id": 0, "pad_token": "<|endoftext|>"}


def sentencepiece():
    """As Llama 2's and Mistral's first: characters, a fallback to bytes, and no words that merges may not cross."""
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>", fuse_unk=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.train_from_iterator(PROSE * 3 + PROGRAMS * 3, trainers.BpeTrainer(
        vocab_size=560, special_tokens=["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)], show_progress=False,
        limit_alphabet=90))
    tokenizer.decoder = decoders.Sequence([
        decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)])
    return tokenizer


def llama2(content):
    content["added_tokens"] = content["added_tokens"][:3]
    content["pre_tokenizer"] = None
    content["normalizer"] = {"type": "Sequence", "normalizers": [
        {"type": "Prepend", "prepend": "\u2581"}, {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"}]}


def mistral3(content):
    """Its markers are special tokens, and only the start of a text takes a space."""
    content["added_tokens"] = content["added_tokens"][:3]
    for name in ["[INST]", "[/INST]"]:
        content["model"]["vocab"][name] = id = len(content["model"]["vocab"])
        content["added_tokens"].append({**content["added_tokens"][0], "id": id, "content": name})
    content["pre_tokenizer"] = {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "first", "split": False}


TEKKEN = (r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"
          r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"
          r"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")
# As GPT-4's is often written, with all that the two engines read differently and are made to read the same.
RUBY = (r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\w]++[\r\n]*+|\s++$|\s*[\r\n]|(?:[\w.]{2}+|\W{,2}+)"
        r"|\w{2}?|\s+(?!\S)|\s")


def split(pattern, behavior="isolated", invert=False):
    return pre_tokenizers.Split(pattern, behavior, invert=invert)


def main():
    if len(sys.argv) == 3:
        return write_lines(pathlib.Path(sys.argv[2]), Tokenizer.from_file(sys.argv[1]))
    GOLDENS.mkdir(parents=True, exist_ok=True)
    (GOLDENS / "lines.pool.json").write_text(json.dumps(pool(), separators=(",", ":")) + "\n")
    write("minicoder", None)

    gpt2 = train(pre_tokenizers.ByteLevel(add_prefix_space=False), special=["<|end|>"])
    gpt2.post_processor = processors.ByteLevel(trim_offsets=False)
    write("gpt2", gpt2, string_merges)
    write("gpt2-prefix", train(pre_tokenizers.ByteLevel(add_prefix_space=True)))

    llama3 = train(sequence(split(Regex(LLAMA3))))
    llama3.post_processor = processors.Sequence([
        processors.ByteLevel(trim_offsets=False),
        processors.TemplateProcessing(single="<|pad|> $A <|end|>", special_tokens=[("<|pad|>", 0), ("<|end|>", 3)])])
    write("llama3", llama3, ignore_merges)

    qwen2 = train(sequence(split(Regex(QWEN2))), normalizers.NFC())
    # Added tokens beside the special ones: one found in normalized text, one that takes the spaces around it.
    qwen2.add_tokens([AddedToken("e\u0301t\u00e9", normalized=True), AddedToken("Ko\u0308", normalized=False)])
    qwen2.add_special_tokens([AddedToken("regions", lstrip=True, rstrip=True, normalized=False), "they"])
    write("qwen2", qwen2)

    # SmolLM2's: single digits, then GPT-2's pattern; a vocabulary that lacks some bytes.
    smollm2 = Tokenizer(models.BPE())
    smollm2.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    smollm2.decoder = decoders.ByteLevel()
    smollm2.train_from_iterator(PROSE * 3 + PROGRAMS * 3, trainers.BpeTrainer(
        vocab_size=400, special_tokens=["<|endoftext|>", "<|im_start|>", "<|im_end|>"], show_progress=False))
    write("smollm2", smollm2, unknown_token, hashed=True)
    # The same without a token for what is unknown, which the test makes of it.
    content = json.loads((GOLDENS / "smollm2.tokenizer.json").read_text())
    content["model"]["unk_token"] = content["padding"] = None
    write_lines(GOLDENS / "smollm2-gaps.lines.json", Tokenizer.from_str(json.dumps(content)))

    tekken = train(sequence(split(Regex(TEKKEN))), normalizers.Sequence([normalizers.NFC()]), special=["<unk>", "<s>", "</s>", "[INST]", "[/INST]"])
    tekken.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)])
    write("tekken", tekken, ignore_merges, hashed=True)
    write("ruby", train(sequence(split(Regex(RUBY)))), hashed=True)
    write("llama2", sentencepiece(), llama2, hashed=True)
    write("mistral3", sentencepiece(), mistral3, hashed=True)

    # Added tokens that are white space and take the white space around them.
    spaces = train(pre_tokenizers.ByteLevel(add_prefix_space=False))
    spaces.add_special_tokens([AddedToken("A", rstrip=True, normalized=False), AddedToken("they", lstrip=True, normalized=False)])
    spaces.add_tokens([
        AddedToken("\n", lstrip=True, normalized=False), AddedToken("   ", rstrip=True, normalized=False),
        AddedToken("\t", lstrip=True, rstrip=True, normalized=True), AddedToken("\u3000", rstrip=True, normalized=True)])
    write("spaces", spaces, hashed=True)

    write("splits", train(sequence(
        split("a", "merged_with_previous"), split(Regex("[eo]"), "merged_with_next"), split(Regex(r"\s"), "removed"),
        split(Regex(r"\p{L}"), "contiguous"), split(Regex(r"\p{N}+"), "isolated", invert=True),
        pre_tokenizers.Digits(individual_digits=True), add_prefix_space=True)))


if __name__ == "__main__":
    main()
