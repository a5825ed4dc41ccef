#!/usr/bin/env python3
"""Writes the tokenizer's golden files: scripts/golden/tokenizer.py (needs `pip install tokenizers==0.23.3`).

Every id in Tests/ModelsTests/Goldens comes from the `tokenizers` package. `minicoder` is the bundled tokenizer; the others are small
vocabularies trained here, one for each way of cutting text that published models use.
"""
import json
import pathlib
import random

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


def write(name, tokenizer, edit=None):
    """Writes NAME.tokenizer.json (unless it is the bundled one) and NAME.golden.json."""
    if tokenizer is None:
        tokenizer = Tokenizer.from_file(str(ROOT / "experiments/minicoder/tokenizer.json"))
    else:
        content = json.loads(tokenizer.to_str())
        if edit:
            edit(content)
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        (GOLDENS / f"{name}.tokenizer.json").write_text(text + "\n", encoding="utf-8")
        tokenizer = Tokenizer.from_str(text)
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


def split(pattern, behavior="isolated", invert=False):
    return pre_tokenizers.Split(pattern, behavior, invert=invert)


def main():
    GOLDENS.mkdir(parents=True, exist_ok=True)
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

    write("splits", train(sequence(
        split("a", "merged_with_previous"), split(Regex("[eo]"), "merged_with_next"), split(Regex(r"\s"), "removed"),
        split(Regex(r"\p{L}"), "contiguous"), split(Regex(r"\p{N}+"), "isolated", invert=True),
        pre_tokenizers.Digits(individual_digits=True), add_prefix_space=True)))


if __name__ == "__main__":
    main()
