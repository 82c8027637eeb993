"""Words that graders write for a score, and those that say that there was no answer."""

from __future__ import annotations

import re
import unicodedata

RIGHT = (
    "correct", "right", "true", "yes", "pass", "passed", "passes", "success", "succeeded", "successful", "solved",
    "resolved", "accepted", "is correct",
    # what spreadsheets write for a boolean, and graders who write their own language
    "wahr", "richtig", "korrekt", "ja", "vrai", "oui", "juste", "correcte", "verdadero", "verdadeiro", "correcto",
    "correto", "sí", "si", "sim", "vero", "corretto", "waar", "juist", "goed", "sann", "rätt", "prawda", "tak",
    "истина", "верно", "правильно", "да", "doğru", "evet",
    "正确", "正確", "正解", "对", "對", "是", "真", "맞음", "정답",
    "✓", "✔", "✅", "☑",
)  # fmt: skip
PARTLY = (
    "partial",
    "partially correct",
    "partly correct",
    "partially right",
    "partly right",
    "partial credit",
    "half",
    "teilweise richtig",
)
WRONG = (
    "incorrect", "wrong", "false", "no", "fail", "failed", "fails", "failure", "unsuccessful", "unsolved",
    "unresolved", "rejected", "not correct", "not solved", "not resolved", "wrong answer", "is incorrect",
    "falsch", "inkorrekt", "nein", "faux", "non", "incorrecte", "falso", "incorrecto", "incorreto", "não", "nao",
    "errato", "sbagliato", "onwaar", "onjuist", "fout", "nee", "falskt", "fel", "fałsz", "nie",
    "ложь", "неверно", "неправильно", "нет", "yanlış", "hayır",
    "错误", "錯誤", "不正确", "不正確", "不正解", "错", "錯",
    "否", "假", "틀림", "오답",
    "✗", "✘", "❌", "✖", "☒",
)  # fmt: skip
NO_ANSWER = (
    "not attempted", "unattempted", "no answer", "noanswer", "not answered", "unanswered", "no response", "abstain",
    "abstained", "abstention", "abstains", "n/a", "na", "n.a", "not applicable", "idk", "i don't know", "dont know",
    "don't know", "refuse", "refused", "refusal", "refuses", "declined", "declines to answer", "timeout", "timed out",
    "time out", "time limit exceeded", "tle", "memory limit exceeded", "out of tokens", "gave up", "no attempt",
)  # fmt: skip
MISSING = ("none", "null", "nan", "nil", "missing", "ungraded", "not graded", "unscored", "-", "--", "—", "–")

WORDS: dict[str, float] = {
    **dict.fromkeys(RIGHT, 1.0),
    **dict.fromkeys(PARTLY, 0.5),
    **dict.fromkeys(WRONG, 0.0),
    **dict.fromkeys(NO_ANSWER, 0.0),
}
INSPECT_MARKS = {"C": 1.0, "P": 0.5, "I": 0.0, "N": 0.0}
"""Inspect's marks: correct, partial, incorrect, no answer. In any other log a letter is a grade or a choice."""

LETTER_PAIRS = ({"y": 1.0, "n": 0.0}, {"t": 1.0, "f": 0.0}, {"p": 1.0, "f": 0.0})
"""Letters that say a score where both stand in one column: yes and no, true and false, pass and fail."""

_LABEL = re.compile(r"^(final )?(grade|score|rating|verdict|judge?ment|result|evaluation)[*\s]*[:=][*\s]*")
_AROUND = " \t\r\n\"'`*[](){}<>«»“”‘’"
_GAPS = re.compile(r"[\s_\-]+")


def plain_text(text: str) -> str:
    """A text in its plain form: compatible characters, no-break spaces and full-width digits as ordinary ones."""
    return unicodedata.normalize("NFKC", text).strip()


def bare(text: str) -> str:
    """The text without case, marks around it and a label before it, as `**Grade:** correct`."""
    word = plain_text(text).casefold().strip(_AROUND)
    return _LABEL.sub("", word, count=1).strip(_AROUND)


def plain_word(text: str) -> str:
    """The word that a grader wrote: bare, without a stop behind it, its parts joined by blanks."""
    word = bare(text).rstrip(".!,;:。！").strip(_AROUND)
    return word if word in MISSING else _GAPS.sub(" ", word).strip().replace("’", "'")


def word_score(word: str) -> float | None:
    """What a plain word is worth; None for one that isn't known. `failed: AssertionError` is `failed`."""
    if word in WORDS:
        return WORDS[word]
    head, colon, _ = word.partition(":")
    return WORDS.get(head.strip()) if colon else None
