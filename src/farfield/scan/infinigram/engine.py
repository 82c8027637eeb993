"""An infini-gram index on this machine, through the engine of the package infini-gram."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from farfield.extras import missing
from farfield.records import FarfieldError, Unit
from farfield.scan.infinigram.address import Address
from farfield.scan.infinigram.codecs import ByteCodec, Codec, TokenCodec
from farfield.scan.infinigram.index import Count, Found, Size
from farfield.scan.infinigram.local_files import token_width


class LocalIndex:
    """A folder that infini-gram's indexing wrote (version 4: forward), of bytes or of a tokenizer's tokens.

    Which of them is told by the sizes of its files. Raises FarfieldError where the folder is no whole index,
    where its tokenizer is not named, and where the package is missing.
    """

    concurrency = 1

    def __init__(self, address: Address) -> None:
        assert address.folder is not None
        width = token_width(address.folder)
        self._where, self._by_bytes = address.source, width == 1
        self._codec = _codec(address, self._by_bytes)
        self._engine = _open(address.folder, width)

    def check_unit(self, unit: Unit) -> None:
        if unit == "byte" and not self._by_bytes:
            raise FarfieldError(
                "--unit byte needs an index of bytes, and this one is of tokens",
                where=self._where,
                remedy="Index the corpus with --token_dtype u8 and no tokenizer.",
            )

    def size(self) -> Size:
        tokens = self._engine.count(input_ids=[])["count"]
        documents = self._engine.get_total_doc_cnt()
        return Size(tokens, documents, tokens - documents if self._by_bytes else None)

    def count(self, span: bytes) -> Count | None:
        found = self._engine.count(input_ids=self._codec.encode(span))
        return Count(found["count"], found["approx"])

    def find(self, span: bytes, around: int, most: int) -> Iterator[Found]:
        tokens = self._codec.encode(span)
        ranges = self._engine.find(input_ids=tokens)["segment_by_shard"]
        ranks = ((shard, rank) for shard, (start, end) in enumerate(ranges) for rank in range(start, end))
        for (shard, rank), _ in zip(ranks, range(most), strict=False):
            yield self._open_document(shard, rank, len(tokens), around)

    def _open_document(self, shard: int, rank: int, length: int, around: int) -> Found:
        half = length + around
        found = self._engine.get_doc_by_rank(s=shard, rank=rank, max_disp_len=2 * half)
        tokens, at = found["token_ids"], found["needle_offset"]
        before, upto, all_ = (self._codec.decode(tokens[:end]) for end in (at, at + length, len(tokens)))
        return Found(
            number=found["doc_ix"],
            metadata=found["metadata"],
            before=before,
            text=upto[len(before) :],
            after=all_[len(upto) :],
            starts=at < half or found["disp_len"] == found["doc_len"],
            whole=found["disp_len"] == found["doc_len"],
        )

    def stop(self) -> None:
        """One thread asks, and no answer takes long."""

    def close(self) -> None:
        """Nothing is held open but the engine's own maps."""


def _codec(address: Address, by_bytes: bool) -> Codec:
    if by_bytes and not address.tokenizer:
        return ByteCodec()
    if by_bytes or not address.tokenizer:
        what = "of bytes, and takes no tokenizer" if by_bytes else "of tokens, and its tokenizer is not named"
        raise FarfieldError(
            f"this index is {what}",
            where=address.source,
            remedy="Write infinigram:FOLDER for bytes, infinigram:FOLDER?tokenizer=FILE for tokens.",
        )
    return TokenCodec(address.tokenizer)


def _open(folder: Path, width: int) -> Any:
    try:
        from infini_gram.engine import InfiniGramEngine
    except ImportError as error:
        raise missing(
            "infinigram",
            "an infini-gram index on this machine needs the package infini-gram (for Linux only)",
            where=str(folder),
        ) from error
    return InfiniGramEngine(
        index_dir=str(folder), eos_token_id=0, vocab_size=2 ** (8 * width) - 1, token_dtype=f"u{8 * width}"
    )
