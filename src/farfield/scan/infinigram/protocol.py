"""The JSON that an infini-gram server speaks (https://infini-gram.readthedocs.io/en/latest/api.html), validated."""

from __future__ import annotations

from typing import Annotated, TypeVar

import msgspec

LONGEST_QUERY = 1000  # characters
LONGEST_DOCUMENT = 10_000  # tokens shown of one
OPERATORS = (" AND ", " OR ")  # a query that holds one is read as a formula, not as text
TOO_LONG = "limit your input"

Number = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
Answer = TypeVar("Answer")


class Failure(msgspec.Struct):
    """What the server says where it could not answer."""

    error: str


class Counted(msgspec.Struct):
    """The server's answer to a count."""

    count: Number
    approx: bool = False


class Located(msgspec.Struct):
    """For each shard, the ranks [start, end) of the occurrences."""

    segment_by_shard: list[tuple[Number, Number]]


class Opened(msgspec.Struct):
    """A document around an occurrence. `spans`: its text in pieces, those that match bear a label."""

    doc_ix: Number
    doc_len: Number
    disp_len: Number
    spans: list[tuple[str, str | None]]
    needle_offset: Number | None = None
    metadata: str = ""
    tokens: list[str] = []


def encode_query(index: str, kind: str, query: str, **fields: int) -> bytes:
    """A question as JSON, its keys sorted: equal questions give equal bytes, which are their key in a cache."""
    return msgspec.json.encode({"index": index, "query_type": kind, "query": query, **fields}, order="sorted")


def decode_failure(body: bytes) -> str | None:
    """The server's own words where the answer is an error."""
    try:
        return msgspec.json.decode(body, type=Failure).error
    except (msgspec.MsgspecError, UnicodeError):
        return None


def decode_answer(body: bytes, form: type[Answer]) -> Answer:
    """Raises msgspec.MsgspecError or UnicodeError where the answer has another form."""
    return msgspec.json.decode(body, type=form)


def can_be_asked(text: str) -> bool:
    """Whether a server takes a text as it is: not too long, and without its operators."""
    return len(text) <= LONGEST_QUERY and not any(operator in text for operator in OPERATORS)
