"""Opening, finding, hashing and writing files: the only room that touches the file system.

Addresses are paths, globs or any fsspec URL. What is compressed (gzip, zstd, bzip2, xz) is opened as
what it holds. Files are
written whole or not at all.
"""

from farfield.memory import memory_limit
from farfield.storage.addresses import COMPRESSIONS, content_suffix, is_url, place_of, require_local
from farfield.storage.byte_ranges import ByteRange, open_range
from farfield.storage.caching import cache_folder
from farfield.storage.compression import decompress
from farfield.storage.finding import file_size, find_files
from farfield.storage.hashing import READ_SIZE, HashingReader, hash_text
from farfield.storage.opening import open_hashed, open_input
from farfield.storage.rewinding import Rewound, read_fully
from farfield.storage.run_folders import (
    BESIDE_RESULTS,
    hold_each,
    made_by,
    read_run_json,
    read_run_table,
    reading_run,
    require_folder,
)
from farfield.storage.staging import Stage, refuse_link, stage_in
from farfield.storage.writing import (
    copy_into,
    read_json,
    remove,
    scratch_file,
    write_json,
    write_rejected,
    write_table,
    write_text,
    write_whole,
)

__all__ = [
    "BESIDE_RESULTS",
    "COMPRESSIONS",
    "READ_SIZE",
    "ByteRange",
    "HashingReader",
    "Rewound",
    "Stage",
    "cache_folder",
    "content_suffix",
    "copy_into",
    "decompress",
    "file_size",
    "find_files",
    "hash_text",
    "hold_each",
    "is_url",
    "made_by",
    "memory_limit",
    "open_hashed",
    "open_input",
    "open_range",
    "place_of",
    "read_fully",
    "read_json",
    "read_run_json",
    "read_run_table",
    "reading_run",
    "refuse_link",
    "remove",
    "require_folder",
    "require_local",
    "scratch_file",
    "stage_in",
    "write_json",
    "write_rejected",
    "write_table",
    "write_text",
    "write_whole",
]
