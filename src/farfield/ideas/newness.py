"""Words that no earlier document holds, and that are no identifier, name, acronym, compound, derivation or slip."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from string import ascii_lowercase

from farfield.ideas.english import FUNCTION_WORDS
from farfield.ideas.known_words import KnownWords
from farfield.ideas.stretches import Word, is_acronym, is_identifier, is_name

SHORTEST = 4
KNOWN, WELL_KNOWN = 3, 10
"""Documents that make a word known as a part of compounds and derivations, and as what a slip was meant to be."""
SHORTEST_PART, MOST_PARTS = 3, 3
"""Letters of a part that is no word of grammar, and parts of a compound."""
STEM, ENDING = 5, 2
"""A word that begins as a known one, but for its last letters, is derived from it: "denoiser" from "denoising"."""
SHORTEST_SLIP = 5


class NewWords:
    """Tells the words of a text that are new on a day. What only later documents hold is not known then."""

    def __init__(self, known: KnownWords, words: Sequence[str], date: int, own: Collection[int] = ()) -> None:
        """`words`: the corpus's vocabulary, sorted; `date`: the first day on which nothing is prior work (yyyymmdd);
        `own`: documents that are the text itself."""
        self._known, self._words, self._date, self._own = known, words, date, own

    def of(self, stretches: Sequence[Sequence[Word]]) -> list[str]:
        """The new words of a text, each once, in order."""
        lower = {word.form for stretch in stretches for word in stretch if not is_name(word)}
        found: dict[str, None] = {}
        for stretch in stretches:
            for at, word in enumerate(stretch):
                if word.form in found or not self._may_be(word, lower) or self._is_seen(word.form):
                    continue
                beside = [each.form for each in stretch[max(0, at - 1) : at + 2]]
                if not self._is_made_of_known(word.form, beside):
                    found[word.form] = None
        return list(found)

    def unseen(self, stretches: Sequence[Sequence[Word]]) -> tuple[int, int]:
        """How many words of a text no earlier document holds, whatever they are; and how many of these are written as
        words are. What a count that doesn't tell them apart takes for new."""
        lower = {word.form for stretch in stretches for word in stretch if not is_name(word)}
        every = {word.form: word for stretch in stretches for word in stretch if not word.form.isdigit()}
        unseen = [word for form, word in every.items() if not self._is_seen(form)]
        return len(unseen), sum(self._may_be(word, lower) for word in unseen)

    def _is_seen(self, form: str) -> bool:
        return self._known.held(form, self._date, self._own) > 0

    @staticmethod
    def _may_be(word: Word, lower: set[str]) -> bool:
        """Whether it is written as words are; what only stands with a capital may be a name."""
        return (
            len(word.form) >= SHORTEST
            and word.form.isalpha()
            and word.form in lower
            and word.form not in FUNCTION_WORDS
            and not (is_identifier(word) or is_acronym(word))
        )

    def _is_made_of_known(self, form: str, beside: Sequence[str]) -> bool:
        return (
            self._is_compound(form)
            or self._is_derived(form)
            or self._is_slip(form)
            or self._is_torn(form, beside)
        )

    def _is_compound(self, form: str, most: int = MOST_PARTS) -> bool:
        """Known words in one, also where blanks were lost: "multitask", "ofthe"."""
        for cut in range(2, len(form) - 1):
            if self._is_part(form[:cut]):
                rest = form[cut:]
                if self._is_part(rest) or (most > 2 and self._is_compound(rest, most - 1)):
                    return True
        return False

    def _is_part(self, part: str) -> bool:
        return part in FUNCTION_WORDS or (len(part) >= SHORTEST_PART and self._held(part) >= WELL_KNOWN)

    def _is_derived(self, form: str) -> bool:
        """A known word with another ending, or with a known word's beginning before it."""
        stem = form[: max(STEM, len(form) - ENDING)]
        if len(form) <= STEM:
            return False
        at = bisect_left(self._words, stem)
        while at < len(self._words) and self._words[at].startswith(stem):
            if self._held(self._words[at]) >= KNOWN:
                return True
            at += 1
        return False

    def _is_slip(self, form: str) -> bool:
        """One letter away from a word of the field."""
        return len(form) >= SHORTEST_SLIP and any(self._held(one) >= WELL_KNOWN for one in slips(form))

    def _is_torn(self, form: str, beside: Sequence[str]) -> bool:
        """A part of a known word that a line's end tore apart: "approxima tion"."""
        joined = [one + other for one, other in pairwise(beside) if form in (one, other)]
        return any(self._held(one) >= WELL_KNOWN for one in joined)

    def _held(self, form: str) -> int:
        return self._known.held(form, self._date)


def slips(word: str) -> Iterator[str]:
    """All words that one letter more, less, other or moved makes of it."""
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in ascii_lowercase:
            yield head + letter + tail
            if tail and letter != tail[0]:
                yield head + letter + tail[1:]
