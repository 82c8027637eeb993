"""An infini-gram index at a server, through its HTTP API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import msgspec

from farfield.options.infinigram import InfinigramOptions
from farfield.records import FarfieldError, Unit
from farfield.scan.infinigram.address import Address
from farfield.scan.infinigram.cache import Cache
from farfield.scan.infinigram.index import Count, Found, Size
from farfield.scan.infinigram.protocol import (
    LONGEST_DOCUMENT,
    TOO_LONG,
    Counted,
    Located,
    Opened,
    can_be_asked,
    decode_answer,
    decode_failure,
    encode_query,
)
from farfield.scan.infinigram.server import KEPT, Busy, Refused, Server

Answer = TypeVar("Answer")
SPACE = (
    "▁"  # with which a SentencePiece token begins that stands after a space; the server's decoder drops it
)


class RemoteIndex:
    """Asks one question at a time of a server, and keeps every answer on disk. For several threads.

    Raises FarfieldError where the server refuses, or has not answered after all tries.
    """

    def __init__(self, address: Address, options: InfinigramOptions) -> None:
        assert address.url is not None
        self._index, self.concurrency = address.index, options.concurrency
        self._source, self._retry = address.source, options.retry
        self._server = Server(address.url, options.retry)
        self._cache = Cache(options.cache)

    def check_unit(self, unit: Unit) -> None:
        if unit == "byte":
            raise FarfieldError(
                "--unit byte needs an index of bytes on this machine: a server is asked for text",
                where=self._source,
                remedy="Leave --unit away, or name the index's folder: infinigram:FOLDER.",
            )

    def size(self) -> Size:
        found = self._ask(Counted, "count", "")
        return Size(found.count if found else None, None, None)

    def count(self, span: bytes) -> Count | None:
        found = self._ask(Counted, "count", span.decode())
        return None if found is None else Count(found.count, found.approx)

    def find(self, span: bytes, around: int, most: int) -> Iterator[Found]:
        text = span.decode()
        located = self._ask(Located, "find", text)
        ranges = located.segment_by_shard if located else []
        ranks = ((shard, rank) for shard, (start, end) in enumerate(ranges) for rank in range(start, end))
        shown = min(LONGEST_DOCUMENT, 2 * (len(text) + around))
        for (shard, rank), _ in zip(ranks, range(most), strict=False):
            opened = self._ask(Opened, "get_doc_by_rank", text, s=shard, rank=rank, max_disp_len=shown)
            found = _found(opened, shown) if opened else None
            if found is not None:
                yield found

    def stop(self) -> None:
        self._server.stop()

    def close(self) -> None:
        self._cache.close()

    def _ask(self, form: type[Answer], kind: str, text: str, **fields: int) -> Answer | None:
        """The answer, kept or fetched; None where the server takes no question as long as this."""
        if not can_be_asked(text):
            return None
        question = encode_query(self._index, kind, text, **fields)
        kept = self._cache.get(self._server.url, question)
        if kept is not None:
            return self._read(form, kept)
        body, answer = self._fetch(form, question)
        self._cache.put(self._server.url, question, body)
        return answer

    def _fetch(self, form: type[Answer], question: bytes) -> tuple[bytes, Answer | None]:
        waits = self._retry.waits()
        while True:
            try:
                body = self._server.post(question)
                return body, self._read(form, body)
            except Busy as busy:
                wait = next(waits, None)
                if wait is None:
                    raise FarfieldError(
                        f"{busy} ({self._retry.tries} tries)", where=self._server.url, remedy=KEPT
                    ) from busy
                self._server.pause(busy, wait)

    def _read(self, form: type[Answer], body: bytes) -> Answer | None:
        failure = decode_failure(body)
        if failure is not None:
            if TOO_LONG in failure:
                return None
            raise Refused(
                f"the server answers: {failure}", where=self._server.url, remedy="Check the index's name. " + KEPT
            )  # fmt: skip
        try:
            return decode_answer(body, form)
        except (msgspec.MsgspecError, UnicodeError) as error:
            raise Busy(f"the server's answer is not what infini-gram's protocol promises: {error}") from error


def _found(opened: Opened, shown: int) -> Found | None:
    """The first labelled piece and what stands around it; None where none is."""
    first = next((at for at, (_, label) in enumerate(opened.spans) if label is not None), None)
    if first is None:
        return None
    glue = " " if opened.tokens and opened.tokens[0].startswith(SPACE) else ""
    pieces = [piece for piece, _ in opened.spans]
    before, text, after = glue.join(pieces[:first]), pieces[first], glue.join(pieces[first + 1 :])
    whole = opened.disp_len == opened.doc_len
    return Found(
        number=opened.doc_ix,
        metadata=opened.metadata,
        before=before + glue if before else "",
        text=text,
        after=glue + after if after[:1].isalnum() else after,
        starts=whole or (opened.needle_offset is not None and opened.needle_offset < shown // 2),
        whole=whole,
    )
