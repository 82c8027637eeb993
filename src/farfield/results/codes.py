"""Codes: what is to be said of a result, as a name with figures. Its sentence is made in `words`, and nowhere else."""

from __future__ import annotations

from farfield.corpus_notices import code_of
from farfield.results.structs import Result


class Code(Result, frozen=True, tag_field="code", tag=code_of):
    """A code, the key `code`, with its figures."""


class Notice(Code, frozen=True):
    """What a reader must know before believing a profile. `warnings` are the same in words."""
