"""What a word is, against its naive twin and Unicode's own data, and what is equal to what."""

from __future__ import annotations

import sys
import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farfield.text.characters import APART, MARK, UNSEEN, kinds
from farfield.text.ranges import INVISIBLE, SPACELESS
from farfield.text.words import compose, is_one_word, split_words, word_spans
from naive import naive_words
from unicode_ranges import invisible_ranges, spaceless_ranges

EVERY = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]

TELLING = st.sampled_from(
    [
        *"aZ_9 -,.\n\r\té",
        *"İßﬁΣςǅ…日本有３コーひが〆々ー゛カ",
        *"กำเาั้๑ກຳកខ្មក្ၐမြန်",
        *"हिन्दी़কোে",
        *"\u0300\u0301\u0308\u0323\u0327\u0331\u0338\u0345\u034f\u05b0\u05b4\u3099\u20dd\u0f71\u0f72\u0f74\u0f73",
        *"\u00ad\u200b\u200c\u200d\u2060\ufeff\u0640\ufe0f\u115f\u1160\u3164",
        *"ᄀ가가각ᆨᆩᅡ각",
        *"ÅÅΩé\u2126豈\U0002f800🙂𝔘\U0001d165\U000e0001",
    ]
)
TEXTS = st.text(TELLING, max_size=40) | st.text(max_size=20)


@settings(deadline=None, max_examples=500)
@given(TEXTS)
def test_words_are_those_of_the_naive_twin(text) -> None:
    assert split_words(text) == naive_words(text)


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_spans_are_where_the_words_stand(text) -> None:
    """Whatever stands between two spans, each is by itself the word it is in the text."""
    spans = word_spans(text)
    assert [split_words(text[start:end]) for start, end in spans] == [[word] for word in split_words(text)]
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.sampled_from(["NFC", "NFD"]))
def test_canonically_equivalent_texts_are_the_same(text, form) -> None:
    assert split_words(unicodedata.normalize(form, text)) == split_words(text)


def test_every_character_is_that_of_the_naive_twin() -> None:
    for at in range(0, len(EVERY), 4096):
        text = "".join(f"{char}x {char}" for char in EVERY[at : at + 4096])
        assert split_words(text) == naive_words(text)
        assert [split_words(text[start:end])[0] for start, end in word_spans(text)] == split_words(text)


def test_tables_are_unicodes() -> None:
    """Made by tests/unicode_ranges.py: run it where these differ, as after an update of `regex`."""
    assert list(SPACELESS) == spaceless_ranges()
    assert list(INVISIBLE) == invisible_ranges()


def test_what_the_definition_rests_on() -> None:
    """No mark beyond the planes searched, nothing else that marks pass, and nothing that composing makes another."""
    known = kinds()
    marks = [ord(char) for char in EVERY if unicodedata.category(char) in ("Mn", "Mc")]
    assert all(known[code] in (MARK, UNSEEN) for code in marks)
    assert all(known[ord(char)] in (MARK, UNSEEN) for char in EVERY if unicodedata.combining(char))
    for char in EVERY:
        parts = unicodedata.normalize("NFD", char)
        if parts != char:
            assert known[ord(parts[0])] == known[ord(char)]
            assert all(
                known[ord(part)] in (MARK, APART) or "HANGUL" in unicodedata.name(char) for part in parts[1:]
            )


SAME = {
    "composed or not": ("école élémentaire", unicodedata.normalize("NFD", "école élémentaire")),
    "Korean jamo": ("한국어 시험", unicodedata.normalize("NFD", "한국어 시험")),
    "Vietnamese": ("Tiếng Việt đã được", unicodedata.normalize("NFD", "Tiếng Việt đã được")),
    "kana": ("がくせいプログラム", unicodedata.normalize("NFD", "がくせいプログラム")),
    "nukta of Devanagari": ("\u0958लम \u095bरूर", "क\u093cलम ज\u093cरूर"),
    "marks in another order": ("a\u0323\u0302", "a\u0302\u0323"),
    "soft hyphens": ("information", "in\u00adfor\u00adma\u00adtion"),
    "a soft hyphen at the end of a line": ("information is", "infor\u00ad\nmation is"),
    "a soft hyphen before CRLF": ("information", "infor\u00ad\r\nmation"),
    "zero width space": ("information", "infor\u200bmation"),
    "zero width non-joiner of Persian": ("میخواهم", "می\u200cخواهم"),
    "zero width joiner of Sinhala": ("ශ්රී", "ශ්\u200dරී"),
    "word joiner": ("information", "infor\u2060mation"),
    "byte order mark": ("information", "\ufeffinformation"),
    "tatweel": ("العربية", "العـــربيـة"),
    "marks of direction": ("שלום abc", "\u200fשלום\u200e abc"),
    "variation selectors": ("葛城", "葛\U000e0100城"),
    "case": ("straße ΣΊΣΥΦΟΣ", "STRASSE σίσυφος"),
    "ligatures": ("official fluency", "oﬃcial ﬂuency"),
    "zero width non-joiner of Devanagari": ("क्ष", "क्\u200cष"),
    "fillers": ("가나", "가\u3164나"),
    "singletons": ("Å Ω", "\u212b \u2126"),
    "Ångström of three kinds": ("Å", "A\u030a"),
}


@pytest.mark.parametrize("kind", SAME)
def test_what_is_the_same(kind) -> None:
    first, second = SAME[kind]
    assert first != second
    assert split_words(first) == split_words(second)


DIFFERENT = {
    "a hyphen at the end of a line": ("example", "exam-\nple"),
    "entities of HTML": ("Tom's cats & dogs", "Tom&#39;s cats &amp; dogs"),
    "letters of full width": ("ABC 12", "ＡＢＣ １２"),
    "superscripts": ("x2", "x²"),
    "numbers in circles": ("1", "①"),
    "kana of half width": ("カ", "ｶ"),
    "harakat": ("كتب", "كَتَبَ"),
    "a hyphen inside of two words": ("wellknown", "well-\nknown"),
    "accents": ("cafe", "café"),
    "traditional characters": ("汉", "漢"),
    "hiragana and katakana": ("か", "カ"),
    "alef with and without hamza": ("احمد", "أحمد"),
    "vowel points": ("שלום", "שָׁלוֹם"),
    "digits of other scripts": ("12", "١٢"),
}


@pytest.mark.parametrize("kind", DIFFERENT)
def test_what_is_not(kind) -> None:
    first, second = DIFFERENT[kind]
    assert split_words(first) != split_words(second)


WORDS = {
    "有3个苹果，ABC型。": ["有", "3", "个", "苹", "果", "abc", "型"],
    "コーヒーを飲む": ["コ", "ー", "ヒ", "ー", "を", "飲", "む"],
    "ไปที่นี่": ["ไ", "ป", "ที่", "นี่"],
    "ខ្មែរ": ["ខ្", "មែ", "រ"],
    "ဗမာစာ": ["ဗ", "မာ", "စာ"],
    "ພາສາລາວ": ["ພ", "າ", "ສ", "າ", "ລ", "າ", "ວ"],
    "हिन्दी में": ["हिन्दी", "में"],
    "서울의 봄": ["서울의", "봄"],
    "don't_stop 3.5": ["don", "t_stop", "3", "5"],
    "\u0301a b\u0301": ["a", "b\u0301"],
    "\u200b\u00ad\n\u0640": [],
    "1\ufe0f\u20e3 a": ["1", "a"],
}


@pytest.mark.parametrize("text", WORDS)
def test_words_of_scripts(text) -> None:
    assert split_words(text) == WORDS[text]


def test_bytes_are_taken_as_they_are() -> None:
    assert split_words("é", "byte") == ["\u00c3", "\u00a9"]
    assert len(split_words("e\u0301", "byte")) == 3
    assert word_spans("é!", "byte") == [(0, 1), (0, 1), (1, 2)]


def test_neighbours_of_one_word() -> None:
    assert is_one_word("a", "b")
    assert is_one_word("e", "\u0301")
    assert not is_one_word("是", "北")
    assert not is_one_word("是", "a")
    assert not is_one_word("a", ".")
    assert not is_one_word(".", "a")


@pytest.mark.parametrize(
    "marks", ["\u0301", "\u0301\u0323", "\u0344\u0323", "\u0327\u0301\u034f", "\u093c\u094d\u0903"]
)
def test_many_marks_are_put_in_order_in_linear_time(marks) -> None:
    text = "a" + marks * 50_000
    start = time.process_time()
    found = compose(text)
    assert time.process_time() - start < 3
    few = "a" + marks * 200
    assert compose(few) == unicodedata.normalize("NFC", few.replace("\u034f", ""))
    assert len(found) > 10_000 or marks == "\u0301"
