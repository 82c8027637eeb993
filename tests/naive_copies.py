"""Naive twins of the near duplicates and of exposure: the definitions, written as plainly as they can be."""

from __future__ import annotations

import math

import regex

from naive import naive_words

SEED = {"word": 4, "byte": 20}
GRAM = {"word": 2, "byte": 8}
BESIDE = {"word": 100, "byte": 500}


def naive_sizes(words: list[str], unit: str) -> tuple[int, int]:
    """Words in a row that count, and that open a window: more where most of a text's words are characters."""
    characters = sum(regex.match(r"\p{Han}|\p{Hiragana}|\p{Katakana}|ー", word) is not None for word in words)
    letters = sum(regex.match(r"\p{Thai}|\p{Lao}|\p{Khmer}|\p{Myanmar}", word) is not None for word in words)
    if unit == "byte" or 2 * (characters + letters) <= len(words):
        return GRAM[unit], SEED[unit]
    gram = 6 if letters > characters else 3
    return min(gram, max(len(words), 2)), min(2 * gram, max(len(words), 4))


def stands(span: list[str], words: list[str]) -> int:
    """How often a span stands in a text."""
    return sum(words[at : at + len(span)] == span for at in range(len(words) - len(span) + 1))


def millionths(share: float) -> int:
    """Shares are compared as they are told: the sum of the same weights in another order is the same share."""
    return round(share * 1e6)


def score(found: tuple[float, int, int, int, bool]) -> tuple[bool, int]:
    """Of two windows that hold as much of a text the better: where it stands whole, then by words."""
    share, words, _, _, whole = found
    return whole, millionths(share) ** 2 // 10**6 * words


def pieces(text: list[str], place: list[str | None], gram: int) -> list[tuple[int, int, int]]:
    """A text cut from its front into the longest pieces that stand in a place: from which word, where, how long.

    A word that was taken is None, and no word of a text.
    """
    found, at = [], 0
    while at < len(text):
        lengths = [
            next(
                (k for k, word in enumerate(place[start:]) if [word] != text[at + k : at + k + 1]),
                len(place) - start,
            )
            for start in range(len(place))
        ]
        longest = max(lengths, default=0)
        if longest >= gram:
            found.append((at, lengths.index(longest), longest))
        at += longest if longest >= gram else 1
    return found


def piece_score(text: list[str], place: list[str | None], gram: int) -> int:
    """The words of the pieces beyond a gram of each, times their share of the text squared."""
    told = sum(size - gram for _, _, size in pieces(text, place, gram))
    share = told * 10**6 // max(1, len(text) - gram)
    return share * share // 10**6 * told


class NaiveCopies:
    """What the items are: `texts` maps each question and target (as words) to its role."""

    def __init__(self, rows: list[tuple[str, str, str]], unit: str = "word", threshold: float = 0.5) -> None:
        self.unit, self.threshold = unit, threshold
        self.beside = BESIDE[unit]
        strings = {target: "target" for _, target, _ in rows} | {
            question: "question" for question, _, _ in rows
        }
        self.words = {string: naive_words(string, unit) for string in strings}
        self.roles = {string: role for string, role in strings.items() if self.words[string]}
        self.texts = [self.words[string] for string in self.roles]
        self.weights = {string: self._weigh(self.words[string]) for string in self.roles}
        self.won: dict[tuple[str, ...], dict[str, tuple[float, int, int, int, bool]]] = {}

    def _weigh(self, words: list[str]) -> list[float]:
        weights, seed = [], self.seed(words)
        for at, word in enumerate(words):
            holding = sum(word in text for text in self.texts)
            spans = [
                words[start : start + seed]
                for start in range(at - seed + 1, at + 1)
                if start >= 0 and start + seed <= len(words)
            ]
            shared = min((sum(stands(span, text) > 0 for text in self.texts) for span in spans), default=1)
            weights.append(math.log2(1 + len(self.texts) / holding) / shared)
        return weights

    def contain(self, string: str, window: list[str]) -> tuple[float, int, int, int, bool]:
        """The weighted share of a text that a window holds, how many words, from where to where they stand, and
        whether it stands there as one span."""
        words = self.words[string]
        gram, _ = naive_sizes(words, self.unit)
        grams = {tuple(words[at : at + gram]) for at in range(len(words) - gram + 1)}
        there = [at for at in range(len(window) - gram + 1) if tuple(window[at : at + gram]) in grams]
        met = {tuple(window[at : at + gram]) for at in there}
        held = {
            at + k
            for at in range(len(words) - gram + 1)
            if tuple(words[at : at + gram]) in met
            for k in range(gram)
        }
        weights = self.weights[string]
        share = sum(weights[at] for at in held) / sum(weights)
        return (
            share,
            len(held),
            there[0] if there else 0,
            there[-1] + gram if there else 0,
            stands(words, window) > 0,
        )

    def find(self, string: str, document: list[str]) -> list[tuple[float, int, int, int, bool]]:
        """Each window that is opened for a text in a document: its share, and the place of what it holds."""
        words = self.words[string]
        found, upto = [], 0
        reach = len(words) + len(words) // 4 + 2 * self.seed(words)
        for at in range(len(document)):
            span = self._longest(document, at)
            if at >= upto and self._opens(span, self.seed(words)) and stands(span, words):
                upto = at + len(words) // 2 + 1
                begin = max(0, at - reach)
                share, count, first, last, whole = self.contain(string, document[begin : at + reach])
                found.append((share, count, begin + first, begin + last, whole))
        return found

    def _is_near(self, share: float) -> bool:
        return millionths(share) >= millionths(self.threshold)

    def _longest(self, document: list[str], at: int) -> list[str]:
        """The longest span of any text from a place on."""
        span: list[str] = []
        for word in document[at:]:
            if not any(stands([*span, word], text) for text in self.texts):
                break
            span.append(word)
        return span

    def seed(self, words: list[str]) -> int:
        return naive_sizes(words, self.unit)[1]

    def _opens(self, span: list[str], seed: int) -> bool:
        return len(span) >= seed and sum(stands(span, text) for text in self.texts) <= 8

    def can_be_sought(self, string: str) -> bool:
        words = self.words[string]
        return any(self._opens(words[at:], self.seed(words)) for at in range(len(words)))

    def highest(self, string: str, documents: list[list[str]]) -> float:
        """What the nearest document holds of a text."""
        return max(
            (share for document in documents for share, *_ in self.find(string, document)), default=0.0
        )

    def winners(self, document: list[str]) -> dict[str, tuple[float, int, int, int, bool]]:
        """The near duplicates that count in a document, and where the fullest window of each found it."""
        key = tuple(document)
        if key not in self.won:
            self.won[key] = self._find_winners(document)
        return self.won[key]

    def _find_winners(self, document: list[str]) -> dict[str, tuple[float, int, int, int, bool]]:
        best = {}
        for string in self.roles:
            near = [one for one in self.find(string, document) if self._is_near(one[0])]
            if near:
                best[string] = max(near, key=lambda one: (millionths(one[0]), *score(one), -near.index(one)))
        kept: list[str] = []
        for role in ("question", "target"):
            rivals = {string: found for string, found in best.items() if self.roles[string] == role}
            kept += self._award(rivals, document) if len(rivals) > 1 else list(rivals)
        return {string: best[string] for string in kept}

    def _award(self, found: dict[str, tuple[float, int, int, int, bool]], document: list[str]) -> list[str]:
        """Whose copies they are, judged by pieces: the better ones first, equal ones by what those have left."""
        left: list[str | None] = list(document)
        place = {string: slice(first, last) for string, (_, _, first, last, _) in found.items()}

        def worth(string: str, of: str) -> int:
            return piece_score(
                self.words[string], left[place[of]], naive_sizes(self.words[string], self.unit)[0]
            )

        rank = {string: (found[string][4], worth(string, string)) for string in found}
        kept: list[str] = []
        for level in sorted(set(rank.values()), reverse=True):
            won = []
            for string in [one for one in found if rank[one] == level]:
                share = self.contain(string, left[place[string]])[0]
                better = any(worth(other, string) > worth(string, string) for other in kept)
                if found[string][4] or (self._is_near(share) and not better):
                    won.append(string)
            taken = {
                place[string].start + at + k
                for string in won
                for _, at, size in self._pieces(string, left[place[string]])
                for k in range(size)
            }
            left = [None if at in taken else word for at, word in enumerate(left)]
            kept += won
        return kept

    def _pieces(self, string: str, place: list[str | None]) -> list[tuple[int, int, int]]:
        return pieces(self.words[string], place, naive_sizes(self.words[string], self.unit)[0])

    def together(self, question: str, target: str, document: list[str]) -> bool:
        """Whether a document holds a near duplicate of the question with the target beside it."""
        place = self.winners(document).get(question)
        if place is None:
            return False
        asked, wanted = self.words[question], self.words[target]
        beside = self.beside + len(wanted)
        around = document[max(0, place[2] - beside) : place[3] + beside]
        quoted = len(wanted) < self.seed(wanted) or self._is_near(self.contain(target, asked)[0])
        if quoted:
            return stands(wanted, around) > stands(wanted, asked)
        return self._is_near(self.contain(target, around)[0])


def naive_keys(question: str, target: str, texts: list[list[str]]) -> tuple[list[str], list[str]]:
    """The keys of a question and its target: their rarest words."""
    asked, wanted = naive_words(question), naive_words(target)

    def rarest(words: list[str]) -> list[str]:
        def rank(word: str) -> tuple[int, int, int]:
            return sum(word in text for text in texts), -len(word.encode()), words.index(word)

        return sorted(set(words), key=rank)[:2]

    return rarest([word for word in asked if word not in wanted]), rarest(wanted)
