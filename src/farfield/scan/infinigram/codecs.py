"""From spans of bytes to the tokens of a local index, and back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from farfield.extras import missing
from farfield.records import FarfieldError


class Codec(Protocol):
    """What turns a span of bytes into an index's tokens, and tokens into text."""

    def encode(self, span: bytes) -> list[int]: ...

    def decode(self, tokens: Sequence[int]) -> str: ...


class ByteCodec:
    """Every byte of UTF-8 is a token: exact for any text."""

    def encode(self, span: bytes) -> list[int]:
        return list(span)

    def decode(self, tokens: Sequence[int]) -> str:
        return bytes(tokens).decode("utf-8", "ignore")


class TokenCodec:
    """Tokens of a `tokenizer.json`. A span is looked up as it stands after a space, as infini-gram's server does."""

    def __init__(self, path: str) -> None:
        self._tokenizer = _load(path)
        first = self._tokenizer.encode("a", add_special_tokens=False).tokens[:1]
        self._space = "" if first and first[0].startswith(("▁", "Ġ")) else " "

    def encode(self, span: bytes) -> list[int]:
        text = self._space + span.decode()
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def decode(self, tokens: Sequence[int]) -> str:
        return str(self._tokenizer.decode(list(tokens), skip_special_tokens=False))


def _load(path: str) -> Any:
    try:
        from tokenizers import Tokenizer
    except ImportError as error:
        raise missing("semantic", "an index of tokens needs the package tokenizers", where=path) from error
    if not Path(path).expanduser().is_file():
        raise FarfieldError("there is no such tokenizer", where=path, remedy="Name its tokenizer.json.")
    try:
        return Tokenizer.from_file(str(Path(path).expanduser()))
    except Exception as error:  # the package raises nothing narrower
        raise FarfieldError(
            f"this is no tokenizer.json: {error}", where=path, remedy="Name the index's own tokenizer."
        ) from error
