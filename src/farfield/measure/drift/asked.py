"""Which fact a question is about: a file of facts has its questions, and a reminder may stand around one."""

from __future__ import annotations

from collections.abc import Sequence

from farfield.families.facts import DatedFact


class Asked:
    """The questions of facts; one that two facts share is of neither."""

    def __init__(self, facts: Sequence[DatedFact]) -> None:
        self._asked: dict[str, str | None] = {}
        for one in facts:
            for question in filter(None, map(_plain, one.questions)):
                known = self._asked.get(question, one.fact)
                self._asked[question] = one.fact if known == one.fact else None
        self._lengths = sorted({len(question) for question in self._asked}, reverse=True)
        self._seen: dict[str, str | None] = {}
        self._before: dict[str, str] = {}

    def fact_of(self, text: str) -> str | None:
        """The fact that is asked for by this text, by the end of it, by its beginning, or by one of its lines, the
        longest question first; None where none is."""
        if text not in self._seen:
            self._seen[text] = self._find(text)
        return self._seen[text]

    def before(self, text: str) -> str:
        """What stands before a fact's question at the end of a text; empty where none stands there."""
        if text not in self._before:
            plain = _plain(text)
            length = next((one for one in self._lengths if plain[-one:] in self._asked), 0)
            self._before[text] = plain[:-length].strip() if length else ""
        return self._before[text]

    def _find(self, text: str) -> str | None:
        whole = _plain(text)
        ends = (part for length in self._lengths for part in (whole[-length:], whole[:length]))
        lines = (_plain(line) for line in text.splitlines())
        return next((fact for part in (whole, *ends, *lines) if (fact := self._asked.get(part))), None)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
