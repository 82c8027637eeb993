"""Made-up text of many scripts, always the same: words of a lexicon whose lengths, letters and frequencies are about
those of the script, with as many combining marks, in the order in which they are typed.
"""

from __future__ import annotations

import itertools
import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

SEED = 20


@dataclass(frozen=True)
class Script:
    """A lexicon of `size` words, each by `word`, of Zipf's frequencies; `between` words, `stop` behind sentences."""

    size: int
    word: Callable[[random.Random], str]
    between: str = ""
    stop: str = "。"


@lru_cache
def _weights(count: int) -> list[float]:
    return list(itertools.accumulate(1 / (k + 3) for k in range(count)))


def _draw(rng: random.Random, letters: str, count: int = 1) -> str:
    """Letters, the first the likeliest: the k-th 1 / (k + 3) as likely."""
    return "".join(rng.choices(letters, cum_weights=_weights(len(letters)), k=count))


def han(rng: random.Random) -> str:
    return _draw(rng, HAN, rng.choices((1, 2, 3, 4), (20, 65, 10, 5))[0])


def japanese(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.35:
        return _draw(rng, HAN[:2000], rng.choice((1, 2, 2)))
    if kind < 0.85:
        return _draw(rng, HIRAGANA, rng.choice((1, 2, 2, 3)))
    return _draw(rng, KATAKANA, rng.choice((3, 4, 5)))


def thai(rng: random.Random) -> str:
    return "".join(_syllable(rng) for _ in range(rng.choice((1, 1, 2, 3))))


def russian(rng: random.Random) -> str:
    return _draw(rng, "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъ", rng.choice((1, 2, 4, 5, 6, 7, 8, 10)))


def english(rng: random.Random) -> str:
    return _draw(rng, "etaoinshrdlcumwfgypbvkjxqz", rng.choice((1, 2, 3, 4, 4, 5, 6, 7, 8, 9)))


def lao(rng: random.Random) -> str:
    """Lao's letters stand in Unicode where Thai's do, 128 places on."""
    letters = "".join(chr(ord(letter) + 0x80) for letter in thai(rng))
    return "".join(letter for letter in letters if unicodedata.category(letter) != "Cn") or "ກ"


def khmer(rng: random.Random) -> str:
    def syllable() -> str:
        below = "\u17d2" + _draw(rng, KHMER) if rng.random() < 0.2 else ""
        vowel = _draw(rng, KHMER_VOWELS) if rng.random() < 0.6 else ""
        sign = _draw(rng, "\u17c6\u17cb\u17c7\u17cc\u17d0") if rng.random() < 0.2 else ""
        final = _draw(rng, KHMER) if rng.random() < 0.4 else ""
        return _draw(rng, KHMER) + below + vowel + sign + final

    return "".join(syllable() for _ in range(rng.choice((1, 1, 2, 2, 3))))


def myanmar(rng: random.Random) -> str:
    def syllable() -> str:
        medial = _draw(rng, "\u103b\u103c\u103d\u103e") if rng.random() < 0.3 else ""
        vowel = _draw(rng, "\u102c\u1031\u102d\u1030\u102f\u102e\u102b\u1032") if rng.random() < 0.6 else ""
        final = _draw(rng, MYANMAR) + "\u103a" if rng.random() < 0.4 else ""
        tone = _draw(rng, "\u1038\u1037") if rng.random() < 0.3 else ""
        return _draw(rng, MYANMAR) + medial + vowel + final + tone

    return "".join(syllable() for _ in range(rng.choice((1, 1, 2, 3))))


def hindi(rng: random.Random) -> str:
    def syllable() -> str:
        dot = "\u093c" if rng.random() < 0.04 else ""
        joined = "\u094d" + _draw(rng, DEVANAGARI) if rng.random() < 0.15 else ""
        vowel = (
            _draw(rng, "\u093e\u0947\u0940\u093f\u094b\u0941\u0948\u0942\u094c")
            if rng.random() < 0.55
            else ""
        )
        return _draw(rng, DEVANAGARI) + dot + joined + vowel + ("\u0902" if rng.random() < 0.08 else "")

    return "".join(syllable() for _ in range(rng.choice((1, 1, 2, 2, 3, 4))))


def vowelled_arabic(rng: random.Random) -> str:
    """A vowel behind nearly each letter, and behind the sign of a doubled one, as it is typed."""

    def letter() -> str:
        doubled = "\u0651" if rng.random() < 0.1 else ""
        vowel = _draw(rng, "\u064e\u0650\u064f\u0652") if rng.random() < 0.8 else ""
        return _draw(rng, ARABIC) + doubled + vowel

    return "".join(letter() for _ in range(rng.choice((2, 3, 3, 4, 4, 5, 6))))


def decomposed_vietnamese(rng: random.Random) -> str:
    onset = rng.choice(
        ("", "b", "c", "ch", "đ", "g", "h", "kh", "l", "m", "n", "ng", "nh", "t", "th", "tr", "v")
    )
    vowel, final = _draw(rng, "aiôoưuơêeâăy"), rng.choice(("", "", "n", "ng", "nh", "i", "t", "c", "m"))
    tone = _draw(rng, "\u0301\u0300\u0323\u0309\u0303") if rng.random() < 0.7 else ""
    return unicodedata.normalize("NFD", onset + vowel + tone + final)


def _syllable(rng: random.Random) -> str:
    before = rng.choice("เแโใไ") if rng.random() < 0.25 else ""
    above = rng.choice("ัิีึืุู") if rng.random() < 0.4 else ""
    tone = rng.choice("่้็์") if rng.random() < 0.3 else ""
    behind = rng.choice("าะำ") if rng.random() < 0.25 else ""
    final = _draw(rng, THAI) if rng.random() < 0.5 else ""
    return before + _draw(rng, THAI) + above + tone + behind + final


def _letters(begin: int, end: int) -> str:
    letters = list(map(chr, range(begin, end)))
    random.Random(begin).shuffle(letters)
    return "".join(letters)


HAN, THAI = _letters(0x4E00, 0x4E00 + 3500), _letters(0xE01, 0xE2F)
HIRAGANA, KATAKANA = _letters(0x3042, 0x3094), "ー" + _letters(0x30A2, 0x30F5)
KHMER, MYANMAR = _letters(0x1780, 0x17A3), _letters(0x1000, 0x1022)
KHMER_VOWELS = _letters(0x17B6, 0x17C6)
DEVANAGARI, ARABIC = _letters(0x915, 0x93A), _letters(0x628, 0x63B) + _letters(0x641, 0x64B)
SCRIPTS = {
    "English, made so": Script(30_000, english, " ", ". "),
    "Chinese": Script(20_000, han),
    "Japanese": Script(20_000, japanese),
    "Thai": Script(10_000, thai, stop=" "),
    "Lao": Script(10_000, lao, stop=" "),
    "Khmer": Script(10_000, khmer, stop=" "),
    "Khmer, words apart": Script(10_000, khmer, "\u200b", "។ "),
    "Myanmar": Script(10_000, myanmar, stop="။ "),
    "Hindi": Script(30_000, hindi, " ", "। "),
    "Arabic, vowelled": Script(40_000, vowelled_arabic, " ", ". "),
    "Vietnamese, decomposed": Script(10_000, decomposed_vietnamese, " ", ". "),
    "Russian": Script(40_000, russian, " ", ". "),
}


def sentences(script: Script, seed: int) -> Iterator[str]:
    """Without end; the lexicon is the same for every seed."""
    rng = random.Random(SEED)
    lexicon = list(dict.fromkeys(script.word(rng) for _ in range(script.size)))
    weights = list(itertools.accumulate(1 / (k + 2.7) for k in range(len(lexicon))))
    rng = random.Random(seed)
    while True:
        yield (
            script.between.join(rng.choices(lexicon, cum_weights=weights, k=rng.randint(6, 24))) + script.stop
        )
