"""Reads a GGUF that anybody may have written: nothing is allocated by a size that the file only claims.

The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""
import os
import struct
from dataclasses import dataclass

from . import Refused

# Far above what real files have; they bound the memory that a forged one can ask for.
MOST_KEYS = 4096
MOST_TENSORS = 65_536
MOST_ELEMENTS = 16_777_216  # of all arrays together
LONGEST_STRING = 16 << 20
LONGEST_TEXT = 512 << 20  # of all strings together
MOST_BYTES = 1 << 56  # no tensor is larger, so that sums of sizes stay small numbers

NUMBERS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
STRING, ARRAY = 8, 9


@dataclass
class Tensor:
    """Where the numbers of a tensor lie in the file, and how they are stored."""
    name: str
    shape: tuple  # outermost dimension first, as in PyTorch
    type: int  # of ggml's types
    offset: int  # bytes from the beginning of the file
    bytes: int


class Reader:
    """The metadata and the tensors' places of one file, checked against its size."""

    def __init__(self, path, sizes):
        """`sizes` maps the types of tensors to (numbers in a block, bytes in a block)."""
        try:
            self.file = open(path, "rb")
            self.size = os.fstat(self.file.fileno()).st_size
        except OSError as error:
            raise Refused(f"cannot be read: {error.strerror}") from None
        self.place = self.text = self.elements = 0
        magic = self.file.read(4)
        if magic != b"GGUF":
            raise Refused(f"is not a GGUF: it begins with {magic!r}, not b'GGUF'")
        self.place = 4
        version = self.number("<I")
        if version not in (2, 3):
            big = version in (2 << 24, 3 << 24)
            raise Refused("is a GGUF of a big-endian machine; only little-endian ones are read" if big else
                          f"is a GGUF of version {version}; versions 2 and 3 are read")
        tensors = self.count(self.number("<Q"), MOST_TENSORS, 24, "tensors")
        keys = self.count(self.number("<Q"), MOST_KEYS, 12, "metadata keys")
        self.metadata = {}
        for _ in range(keys):
            key = self.string()
            if key in self.metadata:
                raise Refused(f"gives the key {key!r} twice")
            self.metadata[key] = self.value(self.number("<I"), key)
        self.tensors = self.read_tensors(tensors, sizes)

    def take(self, count):
        """The next `count` bytes of the file."""
        if count > self.size - self.place:
            raise Refused(f"is cut off: {count} bytes were expected at byte {self.place}, and the file has {self.size}")
        data = self.file.read(count)
        if len(data) != count:
            raise Refused("became shorter while it was read")
        self.place += count
        return data

    def number(self, kind):
        return struct.unpack(kind, self.take(struct.calcsize(kind)))[0]

    def count(self, claimed, most, smallest, what):
        """`claimed`, when so many things of at least `smallest` bytes fit in the rest of the file."""
        if claimed > most:
            raise Refused(f"claims {claimed} {what}; at most {most} are read")
        if claimed * smallest > self.size - self.place:
            raise Refused(f"claims {claimed} {what}, which is more than its {self.size} bytes hold; it may be cut off")
        return claimed

    def string(self):
        length = self.number("<Q")
        self.text += length
        if length > LONGEST_STRING or self.text > LONGEST_TEXT:
            raise Refused(f"claims a string of {length} bytes at byte {self.place}; at most {LONGEST_STRING} are read, and "
                          f"{LONGEST_TEXT} of all strings")
        start = self.place
        try:
            return self.take(length).decode("utf-8")
        except UnicodeDecodeError:
            raise Refused(f"holds a string at byte {start} that is not UTF-8") from None

    def value(self, kind, key):
        if kind == STRING:
            return self.string()
        if kind == ARRAY:
            inner = self.number("<I")
            claimed = self.number("<Q")
            if inner != STRING and inner not in NUMBERS:
                raise Refused(f"holds an array of the unknown or nested type {inner} at {key!r}")
            smallest = 8 if inner == STRING else struct.calcsize(NUMBERS[inner])
            self.elements += self.count(claimed, MOST_ELEMENTS - self.elements, smallest, f"elements of {key!r}")
            if inner == STRING:
                return [self.string() for _ in range(claimed)]
            return [value for value, in struct.iter_unpack(NUMBERS[inner], self.take(claimed * smallest))]
        if kind in NUMBERS:
            return self.number(NUMBERS[kind])
        raise Refused(f"holds a value of the unknown type {kind} at {key!r}")

    def read_tensors(self, count, sizes):
        tensors = {}
        for _ in range(count):
            name = self.string()
            rank = self.number("<I")
            if not 1 <= rank <= 4:
                raise Refused(f"gives the tensor {name!r} {rank} dimensions; 1 to 4 are possible")
            shape = tuple(reversed([self.number("<Q") for _ in range(rank)]))
            kind, offset = self.number("<I"), self.number("<Q")
            if kind not in sizes:
                raise Refused(f"stores the tensor {name!r} in the unknown type {kind}")
            block, width = sizes[kind]
            numbers = 1
            for size in shape:
                numbers *= size
            if not 0 < numbers <= MOST_BYTES or shape[-1] % block:
                raise Refused(f"gives the tensor {name!r} the shape {list(shape)}, which its type cannot have")
            if name in tensors:
                raise Refused(f"holds the tensor {name!r} twice")
            tensors[name] = Tensor(name, shape, kind, offset, numbers // block * width)
        self.check_places(tensors)
        return tensors

    def check_places(self, tensors):
        """Makes offsets absolute; no tensor may reach past the end, or share bytes with another."""
        alignment = self.metadata.get("general.alignment", 32)
        if not isinstance(alignment, int) or not 8 <= alignment <= 1 << 20 or alignment % 8:
            raise Refused(f"sets general.alignment to {alignment!r}; it must be a multiple of 8 up to {1 << 20}")
        begin = -(-self.place // alignment) * alignment
        end = begin
        for tensor in sorted(tensors.values(), key=lambda tensor: tensor.offset):
            tensor.offset += begin
            if tensor.offset < end or tensor.offset % 8:
                raise Refused(f"lays the tensor {tensor.name!r} over the one before it, or at no multiple of 8 bytes")
            end = tensor.offset + tensor.bytes
            if end > self.size:
                raise Refused(f"is cut off: the tensor {tensor.name!r} ends at byte {end}, and the file has {self.size}")

    def data(self, tensor):
        """The bytes of a tensor, which `check_places` has found in the file."""
        self.file.seek(tensor.offset)
        self.place = tensor.offset
        return self.take(tensor.bytes)
