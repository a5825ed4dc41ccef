"""Answers each line of standard input with the next row of a Parquet file, as a line of JSON; with null behind the last.

The file may come from anybody, so this runs apart from everything else, with little memory and time, and writes nothing.
"""

import json
import resource
import sys

for kind, most in [
    (resource.RLIMIT_AS, 8 << 30),
    (resource.RLIMIT_CPU, 3600),
    (resource.RLIMIT_CORE, 0),
    (resource.RLIMIT_NOFILE, 64),
]:
    resource.setrlimit(kind, (most, most))

try:
    import pyarrow
    import pyarrow.parquet
except ImportError as error:
    sys.exit(f"no pyarrow: {error}")


def plain(value):
    """Stands in JSON for what it has no word for: times and decimals as their text; bytes must be text."""
    return value.decode() if isinstance(value, bytes) else str(value)


def rows(path):
    file = pyarrow.parquet.ParquetFile(path, memory_map=False, pre_buffer=False)
    for batch in file.iter_batches(batch_size=8, use_threads=False):
        yield from batch.to_pylist()


pyarrow.set_memory_pool(pyarrow.system_memory_pool())
try:
    following = rows(sys.argv[1])
    for _ in sys.stdin:
        row = next(following, None)
        print(json.dumps(row, default=plain), flush=True)
        if row is None:
            break
except BaseException as error:
    words = " ".join(str(error).split())
    sys.exit(f"{type(error).__name__}: {words[:300]}")
