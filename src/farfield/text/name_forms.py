"""Names that stand in a text in another form: with the ending of a case, or a part of them alone.

No model is asked, so a form is taken for its name only where the language makes it likely: in Cyrillic script, or in
Latin script where the words around show a language whose names take endings. All else is counted and told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

SHORTEST_STEM = {True: 4, False: 5}
"""Letters of a name that may take an ending; in Cyrillic script, and elsewhere, where shorter names are too many."""
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_CYRILLIC_ENDS = frozenset((
    "а", "у", "ы", "и", "е", "ю", "я", "ом", "ем", "ым", "им", "ой", "ою", "еи", "ого", "ому", "его", "ему", "ую",
    "ам", "ами", "ах", "ов", "ову", "ова",
))  # fmt: skip
_CYRILLIC_TAIL = re.compile("(?:ии|ыи|ои|ая|яя|а|я|и|ь|о|е)$")
"""What a name may lose before an ending; й is folded to и."""
_LATIN_ENDS = frozenset((
    "s", "a", "u", "e", "y", "i", "em", "om", "iem", "owi", "ovi", "ou", "ego", "emu", "im", "ym", "ie", "oj", "n",
    "in", "en", "ia", "ille", "lla", "sta", "ssa", "t", "ot", "et", "nak", "nek", "val", "vel",
))  # fmt: skip
_LATIN_TAIL = re.compile("(?:[aeoiy])$")
_WORDS_OF_ENDINGS = frozenset((
    "der", "die", "das", "ist", "des", "und", "derzeit", "aktuell", "heisst", "jest", "obecnie", "jako", "przez",
    "nie", "byl", "byla", "je", "soucasny", "soucasne", "trenutno", "sada", "predsednik", "predsjednik", "on", "oli",
    "nykyinen", "tama", "presidentti", "az", "egy", "jelenleg", "mai", "magyar", "yra", "dabar", "siuo", "ir", "ar",
    "simdi", "suanda", "olarak",
))  # fmt: skip
"""Words of languages whose names take endings: German, Polish, Czech, Slovak, those of former Yugoslavia, Finnish,
Hungarian, Lithuanian, Turkish."""
_WORDS_OF_ENGLISH = frozenset((
    "the", "is", "of", "was", "has", "who", "current", "currently", "and",
))  # fmt: skip
_SMALL_WORDS = frozenset((
    "the", "der", "die", "das", "les", "los", "las", "van", "von", "del", "den", "dos", "bin", "ibn", "abd", "mrs",
    "her", "his",
))  # fmt: skip
PART = 4
"""Letters of a part of a name that is told; shorter ones where they are written with a capital."""
_CAPITAL = re.compile(r"\b[^\W\d_a-z]\w+")


def form_of(folded_text: str, text: str, known: Mapping[str, str]) -> str | None:
    """The one name of which a folded text holds a word with an ending; None where it is none, or several.

    `text`: the text as it is; `known`: spelling → name, as `spellings` makes them.
    """
    tokens = folded_text.split()
    if not _takes_endings(tokens, text):
        return None
    stems = [(stem, name) for spelling, name in known.items() for stem in _stems(spelling)]
    found = {name for token in tokens for stem, name in stems if _inflected(token, stem)}
    return found.pop() if len(found) == 1 else None


def part_of(folded_text: str, text: str, names: Iterable[str], question: str) -> str | None:
    """A word of a folded text that is part of a name, or begins as one does; None without any. `names`: folded;
    `question`: folded, whose words say nothing."""
    asked = set(question.split())
    parts = {
        word for name in names for word in name.split() if word not in asked and word not in _SMALL_WORDS
    }
    capitals = {word.casefold() for word in _CAPITAL.findall(text)}
    long = [part for part in parts if len(part) >= PART and not part.isdigit()]
    for token in folded_text.split():
        if token in parts and not token.isdigit() and (len(token) >= PART or token in capitals):
            return token
        if len(token) > PART and any(_begins_alike(token, part) for part in long):
            return token
    return None


def _begins_alike(token: str, part: str) -> bool:
    stem = part[: max(len(part) - 2, PART)]
    return token != part and token.startswith(stem) and len(token) - len(stem) <= 5


def _takes_endings(tokens: Sequence[str], text: str) -> bool:
    if _CYRILLIC.search(text):
        return True
    held = set(tokens)
    return bool(held & _WORDS_OF_ENDINGS or not text.isascii()) and not held & _WORDS_OF_ENGLISH


def _stems(spelling: str) -> Iterator[str]:
    """The last word of a spelling, which takes the ending."""
    words = spelling.split()
    if (
        words
        and not words[-1].isdigit()
        and len(words[-1]) >= SHORTEST_STEM[bool(_CYRILLIC.search(words[-1]))]
    ):
        yield words[-1]


def _inflected(token: str, name: str) -> bool:
    cyrillic = bool(_CYRILLIC.search(name))
    ends, tail = (_CYRILLIC_ENDS, _CYRILLIC_TAIL) if cyrillic else (_LATIN_ENDS, _LATIN_TAIL)
    bare = tail.sub("", name)
    bases = [name, bare] if len(bare) >= SHORTEST_STEM[cyrillic] - 1 else [name]
    return token != name and any(token.startswith(base) and token[len(base) :] in ends for base in bases)
