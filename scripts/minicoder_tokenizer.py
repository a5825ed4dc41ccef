#!/usr/bin/env python3
"""Trains minicoder's tokenizer: scripts/minicoder_tokenizer.py CORPUS OUT

CORPUS holds JSON lines, each a string: a statement, a feedback message or a program. OUT becomes a `tokenizer.json`.
Needs the `tokenizers` package (0.23.3 was used). The same corpus gives the same file.
"""
import json
import sys

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

VOCABULARY = 640
SPECIAL = ["<|pad|>", "<|user|>", "<|asst|>", "<|end|>"]  # ids 0 to 3

# An integer with its leading space and sign | one separator or mark | a run of text up to the end of its line.
# Numbers and marks never merge with code, so that a rule can be copied from the line `expected:`.
PATTERN = r" ?-?\d+| ?[/|;_~+@#$&!^]|(?:(?! ?-?\d)(?! ?[@#$&!^])[^/|;_~+@#$&!^\n])+\n?|\n"


def train(texts):
    """A byte-level BPE tokenizer with a vocabulary of VOCABULARY tokens, trained on an iterable of strings."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(PATTERN), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=SPECIAL,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()), show_progress=False))
    return tokenizer


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as corpus:
        texts = [json.loads(line) for line in corpus]
    tokenizer = train(texts)
    if tokenizer.get_vocab_size() != VOCABULARY:
        sys.exit(f"The corpus gave {tokenizer.get_vocab_size()} tokens, not {VOCABULARY}; give more text.")
    tokenizer.save(sys.argv[2])
    mean = sum(len(tokenizer.encode(text, add_special_tokens=False).ids) for text in texts) / len(texts)
    print(f"{sys.argv[2]}: {VOCABULARY} tokens, trained on {len(texts)} texts of {mean:.1f} tokens on average")


if __name__ == "__main__":
    main()
