"""What is said by who cannot know, or to say that there is no such thing, in the languages that are read.

Patterns are of case-folded text. Beside each stand bits of which one is in whatever it matches: to look for these first
takes a tenth of the time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_DEFERS = {
    "English": (
        "as of|my |real|date|change|no longer|outdated|not|n't|n’t|can|unable|sure|unaware|inform|unknown|check",
        r"\bas of (?:my|the) (?:last|latest|most recent|current|knowledge|training)"
        r"|\bmy (?:knowledge|training)(?: data)? (?:cut|end|only|stop|goes|is (?:limited|current|up))"
        r"|\bknowledge cut-?off|\breal[- ]time (?:information|data|access)"
        r"|\bup[- ]to[- ]date information|\bmay (?:have (?:since )?changed|no longer be|be out ?of ?date|be outdated)"
        r"|\b(?:might|could) have changed"
        r"|\bi (?:do not|don['’]t|cannot|can['’]t|can not|am unable to|['’]m unable to"
        r"|am not able to|['’]m not able to)"
        r" (?:know|tell|say|verify|confirm|access|have|provide|be (?:sure|certain)|determine)"
        r"|\bi(?:['’]m| am) (?:not (?:sure|certain|aware)|unsure)"
        r"|\bnot (?:provided|available|specified|mentioned|known)\b"
        r"|\bno information (?:is )?(?:available|about|on)|\bunknown\b|\bcannot be (?:known|determined)"
        r"|\bcheck (?:a|the|an|more) (?:recent|latest|reliable|official|up)",
    ),
    "German": (
        "nicht|wissens|kenntnis|mein wissen|keine |unbekannt",
        r"\bweiss (?:ich |das |es |leider )*nicht"
        r"|\bkann (?:ich |das |es |dir |ihnen |leider )*nicht (?:sagen|wissen|beurteilen|bestätigen|überprüfen)"
        r"|\bmein (?:wissens?(?:stand)?|kenntnisstand)\b|\bmeines wissensstands|\b(?:nicht |un)bekannt\b"
        r"|\bkeine (?:aktuellen |genauen )?(?:informationen|angaben|kenntnis)",
    ),
    "French": (
        "sais pas|je ne |je n|mes con|ma date|mes donn|inconnu",
        r"\bje (?:ne )?sais pas|\bje ne (?:peux|dispose|connais|suis) pas"
        r"|\bje n['’]ai pas (?:d['’]|accès|connaissance)|\bmes connaissances\b|\bm(?:a|es) (?:date de coupure|données)"
        r"|\binconnue?\b",
    ),
    "Spanish": (
        "no lo s|no s|no p|no t|no d|mis |mi |descono",
        r"\bno (?:lo )?s[eé]\b(?! (?:trata|ha|puede))|\bno (?:puedo|tengo|dispongo)\b"
        r"|\bmis? (?:conocimientos?|datos|entrenamiento)\b|\bdesconocid[oa]\b|\bdesconozco\b",
    ),
    "Portuguese": (
        "não |meu|desconh",
        r"\bnão (?:sei|posso|tenho|disponho)\b|\bmeus? (?:conhecimentos?|dados)\b|\bdesconhecid[oa]\b",
    ),
    "Italian": (
        "non |mie con|sconosc",
        r"\bnon (?:lo )?so\b|\bnon (?:posso|dispongo|ho (?:accesso|informazioni))\b|\ble mie conoscenze"
        r"|\bsconosciut[oa]\b",
    ),
    "Dutch": (
        "weet|kennis|ik kan|onbekend",
        r"\bik weet (?:het |dat )?niet|\bweet ik (?:het |dat )?niet|\bmijn kennis\b|\bik kan (?:dat |het )?niet\b"
        r"|\bonbekend\b",
    ),
    "Polish": (
        "nie |wiedza|nieznan",
        r"\bnie (?:wiem|mogę|mam (?:dostępu|informacji|aktualnych))\b|\bmoja wiedza\b|\bnieznan[yea]\b",
    ),
    "Russian": (
        "не |нет |мои |неизвестно",
        r"\bне (?:знаю|могу|располагаю)\b|\bнет (?:информации|данных|доступа)\b|\bмои (?:знания|данные)\b"
        r"|\bнеизвестно\b",
    ),
    "Turkish": (
        "bilmiyorum|bilgi|emin|bilinm|erişim",
        r"\bbilmiyorum\b|\bbilgim yok\b|\bbilgilerim\b|\bemin değilim\b|\bbilinmiyor\b|\berişimim yok\b",
    ),
    "Chinese": (
        "不|無|无|我的|没有",
        "不知道|不清楚|不确定|無法|无法|不了解|我的知识|我的知識|我的训练|没有(?:相关|最新|实时)?信息",
    ),
    "Japanese": (
        "ません|らない|知識|不明",
        "わかりません|分かりません|知りません|わからない|分からない|私の知識|不明です",
    ),
    "Korean": (
        "모르|모릅|몰라|없|못|지식",
        "모르겠|모릅니다|몰라요|알 수 없|알지 못|제 지식|확인할 수 없",
    ),
}  # fmt: skip
LANGUAGES = tuple(_DEFERS)
"""Those in which deferring is known."""
_DENIES = (
    (
        "there |exist|have|no |nobody|vacant|abolished|dissolved",
        r"\bthere (?:is|was|are) (?:currently )?no\b|\bdoes(?: not|n['’]t) (?:exist|have)\b|\bno such\b"
        r"|\bnobody\b|\bno one\b|\b(?:is|position is) (?:currently )?vacant\b|\bhas been (?:abolished|dissolved)",
    ),
    (
        "kein|niemand|existiert|unbesetzt|abgeschafft",
        r"\bes gibt (?:derzeit |aktuell |zurzeit )*kein|\bniemand\b|\bexistiert nicht|\bunbesetzt\b|\babgeschafft\b",
    ),
    ("y a |existe|personne", r"\bil n['’]y a (?:pas|aucun|plus)|\bn['’]existe (?:pas|plus)|\bpersonne n"),
    ("hay|exist|nadie|há|ningu", r"\bno (?:hay|existe)\b|\bnadie\b|\bnão (?:há|existe)\b|\bninguém\b"),
    ("non |nessuno", r"\bnon (?:c['’]è|esiste)\b|\bnessuno\b"),
    ("geen|bestaat", r"\ber is geen\b|\bbestaat niet\b"),
    ("nie |нет |существует|никто", r"\bnie (?:ma|istnieje)\b|\bнет так\w+|\bне существует\b|\bникто\b"),
    ("yoktur|mevcut|böyle", r"\byoktur\b|\bmevcut değil\b|\bböyle bir\b"),
    ("不|没|沒|せん|없|않", "不存在|没有这样|沒有這樣|存在しません|ありません|없습니다|존재하지"),
)  # fmt: skip


class Sayings:
    """Patterns of several languages."""

    def __init__(self, patterns: Sequence[tuple[str, str]]) -> None:
        """`patterns`: bits with a bar between them, one of which is in whatever matches, and the pattern."""
        self._patterns = [(signs.split("|"), re.compile(pattern)) for signs, pattern in patterns]
        plain = [([sign for sign in signs if sign.isascii()], pattern) for signs, pattern in self._patterns]
        self._ascii = [(signs, pattern) for signs, pattern in plain if signs]
        # what an output says is asked twice, of what came of it and of whether it hedges
        self.stand_in = lru_cache(maxsize=4096)(self._stand_in)

    def _stand_in(self, text: str) -> bool:
        """Whether any of them is in a text."""
        plain = text.casefold()
        for signs, pattern in self._ascii if plain.isascii() else self._patterns:
            for sign in signs:
                if sign in plain:
                    if pattern.search(plain) is not None:
                        return True
                    break
        return False


DEFERS = Sayings(tuple(_DEFERS.values()))
DENIES = Sayings(_DENIES)
