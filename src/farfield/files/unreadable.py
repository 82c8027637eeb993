"""Files that are no text, by their first bytes: what each is, in words, and whether text is lost with it."""

from __future__ import annotations

import re
from typing import NamedTuple

LFS_POINTER = b"version https://git-lfs.github.com/spec/"


class Unreadable(NamedTuple):
    """`what` the file is; `text` whether it may hold text that is then missing from the corpus.

    `bytes`: of the content that it stands for, where that is not its own size.
    """

    what: str
    text: bool = True
    bytes: int | None = None


NO_TEXT = {
    b"\x89PNG\r\n": "an image (PNG)",
    b"\xff\xd8\xff": "an image (JPEG)",
    b"GIF87a": "an image (GIF)",
    b"GIF89a": "an image (GIF)",
    b"II*\0": "an image (TIFF)",
    b"MM\0*": "an image (TIFF)",
    b"\0\0\1\0": "an image (icon)",
    b"8BPS": "an image (Photoshop)",
    b"ID3": "sound (MP3)",
    b"fLaC": "sound (FLAC)",
    b"OggS": "sound or film (Ogg)",
    b"\x1aE\xdf\xa3": "film (Matroska)",
    b"GGUF": "weights of a model (GGUF)",
    b"\x7fELF": "a program (ELF)",
    b"MZ\x90\0": "a program (Windows)",
    b"\xca\xfe\xba\xbe": "a program (Java or macOS)",
    b"\xcf\xfa\xed\xfe": "a program (macOS)",
    b"\0asm": "a program (WebAssembly)",
    b"\0\1\0\0\0": "a font",
    b"OTTO": "a font",
    b"wOFF": "a font",
    b"wOF2": "a font",
}
LOST_TEXT = {
    b"%PDF-": "a PDF; write its text to a file",
    b"7z\xbc\xaf\x27\x1c": "an archive (7z); unpack it",
    b"Rar!\x1a\x07": "an archive (RAR); unpack it",
    b"!<arch>\n": "an archive (ar); unpack it",
    b"\x04\x22\x4d\x18": "compressed by lz4; decompress it",
    b"\x1f\x9d": "compressed by Unix compress; decompress it",
    b"LZIP": "compressed by lzip; decompress it",
    b"\xff\x06\0\0sNaPpY": "compressed by snappy; decompress it",
    b"\x89LZO": "compressed by lzop; decompress it",
    b"\xd0\xcf\x11\xe0": "a document of Microsoft Office; write it as text",
    b"{\\rtf": "a document in rich text (RTF); write it as text",
    b"SQLite format 3\0": "a database (SQLite); write its texts as JSON lines",
    b"\x89HDF\r\n": "HDF5; write its texts as JSON lines or Parquet",
    b"Obj\x01": "Avro; write it as JSON lines or Parquet",
    b"ORC": "ORC; write it as JSON lines or Parquet",
    b"FEA1": "Feather of version 1; write it as Parquet",
    b"PARE": "an encrypted Parquet file; decrypt it",
    b"MMIDIDX\0": "an index of tokens (Megatron); name the texts that they were made of",
    b"\x93NUMPY": "an array of NumPy (of tokens?); name the texts that they were made of",
    b"filedesc://": "a web archive of the old kind (ARC); convert it to WARC",
    b"RDX3": "data of R; write it as JSON lines or CSV",
    b"(\xb5/\xfd": "compressed by zstd inside another compression; decompress it",
}
BY_SUFFIX = {
    ".br": "compressed by Brotli; decompress it",
    ".lz4": "compressed by lz4; decompress it",
    ".tfrecord": "TFRecord; write it as JSON lines or Parquet",
    ".mds": "a shard of MosaicML streaming; write it as JSON lines or Parquet",
    ".tokens": "tokens; name the texts that they were made of",
}
"""What has no mark of its own and is binary."""

_PICKLE = re.compile(rb"\x80[\x02-\x05](\x95|[\]}(c])", re.DOTALL)
_COMPILED = re.compile(rb"..\r\n[\0-\x03]\0\0\0", re.DOTALL)
_WAVE = re.compile(rb"RIFF....(WAVE|AVI |WEBP)", re.DOTALL)
_FILM = re.compile(rb"....ftyp", re.DOTALL)
_LFS_SIZE = re.compile(rb"^size (\d{1,18})$", re.MULTILINE)

_PATTERNS = (
    (
        _PICKLE,
        Unreadable("a pickle of Python, which is never opened: it may run code; write it as JSON lines"),
    ),
    (_COMPILED, Unreadable("compiled Python", text=False)),
    (_WAVE, Unreadable("an image, sound or film (RIFF)", text=False)),
    (_FILM, Unreadable("an image or film (MPEG-4)", text=False)),
)


def tell_unreadable(head: bytes, suffix: str) -> Unreadable | None:
    """What a file is by its first bytes, if it is of a kind that holds no text or that is not read.

    `head`: its first 512 bytes, or all of them.
    """
    if head.startswith(LFS_POINTER):
        return _pointer(head)
    for marks, text in ((NO_TEXT, False), (LOST_TEXT, True)):
        for mark, what in marks.items():
            if head.startswith(mark) and (b"\0" in mark or not _is_prose(head, mark)):
                return Unreadable(what, text)
    for pattern, found in _PATTERNS:
        if pattern.match(head):
            return found
    if head[8:10] == b'{"' and head[4:8] == bytes(4):
        return Unreadable("weights of a model (safetensors)", text=False)
    if head.startswith(b"BM") and head[6:10] == bytes(4):
        return Unreadable("an image (BMP)", text=False)
    if suffix in BY_SUFFIX and b"\0" in head:
        return Unreadable(BY_SUFFIX[suffix])
    return None


def _pointer(head: bytes) -> Unreadable:
    size = _LFS_SIZE.search(head)
    return Unreadable(
        "a Git LFS pointer, not the file itself; fetch it with `git lfs pull`",
        bytes=int(size[1]) if size else None,
    )


def _is_prose(head: bytes, mark: bytes) -> bool:
    """Whether a mark made of letters may be a word at the beginning of a text: nothing binary follows."""
    return mark.isalnum() and not any(byte < 9 or 13 < byte < 32 for byte in head)
