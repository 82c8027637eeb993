"""The compiled splitter on letters with combining marks, in every script that has many and in every order."""

from __future__ import annotations

import random
import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farfield.kernel.words.boundaries import SPARE, find_boundaries
from farfield.kernel.words.characters import character_tables
from farfield.kernel.words.composing import COMPOSES, NOTHING, changes
from farfield.kernel.words.remembering import SLOT_BITS, slot_of_word
from farfield.kernel.words.vocabulary import octets
from farfield.text.characters import MARK, kinds
from farfield.text.words import split_words
from naive import naive_words
from test_scan_split import compiled_borders, compiled_words, expected_words, lay, python_borders

LETTERS_AND_MARKS = {
    "Thai": ("กผนเำะๆ๑", "ัิฺุู่้์ํ๎"),
    "Lao": ("ກຜນເຳະໆ໑", "ັິ຺ຸູ່້໌ໍ"),
    "Khmer": ("កខឥ១ៗ", "្ាិុូើៅំះ់៌៍័៝"),
    "Myanmar": ("ကခဥအ၁", "ါာိီုေဲံ့း္်ျြွှ"),
    "Devanagari": ("कनरळडअ", "़ािीुेो्ंः॒॑॓॔"),
    "Bengali": ("কডঢয", "়ািুেৈোৌ্ংঃৗ"),
    "Dravidian": ("கఎಕമ", "ாெேொோௌ்ௗై్ೇೖಾ್െോൗ്"),
    "Sinhala": ("කග", "්ාැෙේොෝෞෟ"),
    "Tibetan": ("ཀགཌ", "\u0f71\u0f72\u0f73\u0f74\u0f75\u0f76\u0f80\u0f81\u0f84\u0f90\u0fb2\u0fb5\u0fb7"),
    "Arabic": ("ابهوي", "\u064b\u064e\u064f\u0650\u0651\u0652\u0653\u0654\u0655\u0670\u06d6\u0640"),
    "Hebrew": ("אבשו", "\u05b0\u05b4\u05b7\u05b8\u05b9\u05bc\u05bf\u05c1\u05c2\u0591"),
    "Latin": ("aeoưAĐế", "\u0300\u0301\u0302\u0303\u0309\u0316\u031b\u0321\u0323\u0327\u0331\u0338\u0345"),
    "Greek": ("αωΗᾳΰ", "\u0300\u0301\u0308\u0313\u0314\u0342\u0345"),
    "kana": ("かはウ日", "\u3099\u309a\u302a\u302d"),
    "Hangul": ("ᄀ가각a", "\u1161\u1175\u11a8\u11c2\u302e\u302f"),
    "beyond the first plane": ("𑄱𑒹𝅘𝅥", "\U00011131\U00011127\U000114b0\U000114ba\U0001d165\U0001d16d"),
}
BETWEEN = " \n-a9_é日🙂\u00ad\r\u200b\u200d\ufeff…"


def texts_of(letters: str, marks: str) -> st.SearchStrategy[str]:
    """Letters with up to five marks each, and what may stand between them, before them and in place of them."""
    letter = st.sampled_from(list(letters + letters + BETWEEN))
    return st.lists(
        st.builds(str.__add__, letter, st.text(st.sampled_from(marks), max_size=5)), max_size=40
    ).map("".join) | st.text(st.sampled_from(marks + BETWEEN), max_size=60)


EVERY_SCRIPT = st.lists(
    st.one_of([texts_of(*both) for both in LETTERS_AND_MARKS.values()]), min_size=1, max_size=3
)


def check(document: str, every: int = 1) -> None:
    words = split_words(document)
    assert words == naive_words(document)
    assert compiled_borders([document]) == [python_borders(document)]
    known = sorted(set(words))[::every]
    assert compiled_words([document], known) == expected_words([document], known)


@pytest.mark.parametrize("script", LETTERS_AND_MARKS)
@settings(deadline=None, max_examples=100)
@given(st.data())
def test_words_with_marks_are_found_exactly(script, data) -> None:
    check(data.draw(texts_of(*LETTERS_AND_MARKS[script])), data.draw(st.integers(1, 3)))


@settings(deadline=None, max_examples=60)
@given(EVERY_SCRIPT, st.sampled_from(["", "NFC", "NFD"]))
def test_scripts_beside_each_other_are_found_exactly(texts, form) -> None:
    document = "".join(texts)
    check(unicodedata.normalize(form, document) if form else document)


MARKS = [chr(code) for code in np.flatnonzero(kinds() == MARK).tolist()]
JOINING = sorted(
    {pair[1] for code in range(0x30000) if len(pair := unicodedata.normalize("NFD", chr(code))) > 1}
)
BASES = sorted(
    {pair[0] for code in range(0xAC00) if len(pair := unicodedata.normalize("NFD", chr(code))) > 1}
)
ONE_OF_EACH_CLASS = [*{unicodedata.combining(mark): mark for mark in MARKS}.values()]


def test_every_pair_of_marks_is_found_exactly() -> None:
    """One mark of each class, and all that may compose, beside each other in both orders behind three letters."""
    marks = sorted({*ONE_OF_EACH_CLASS, *JOINING})
    assert len(ONE_OF_EACH_CLASS) > 50
    assert len(JOINING) > 60
    for first in marks:
        document = " ".join(f"{letter}{first}{second}" for letter in "eက가" for second in marks)
        known = sorted({*split_words(document)})
        assert compiled_words([document], known) == [split_words(document)]


def test_whatever_may_compose_is_found_exactly() -> None:
    """Each mark that composes with something behind all that compose with something, and with a mark between."""
    for mark in JOINING:
        document = " ".join(
            f"a{base}{between}{mark} {base}{between}{mark}"
            for base in BASES
            for between in ("", "\u0316", "\u0345")
        )
        known = sorted({*split_words(document)})
        assert compiled_words([document], known) == [split_words(document)]


@pytest.mark.parametrize("before", ["", "x", " ", "日", "กุ", "\u0e49", "…"])
@pytest.mark.parametrize(
    "sequence", ["กู้ก", "กู้ก", "\u0e49\u0e39ก", "กเา", "ကီ်က", "ဦx", "\u00ad\r\n\u0e49x", "ก\u200b\u0e49", "ड़x"]
)
def test_marks_at_the_edges_of_blocks(before, sequence) -> None:
    for filling in ("x", " "):
        for lead in range(54, 66):
            check(filling * lead + before + sequence)


AS_THEY_SHOULD_BE = {
    "Thai": "ผู้ใหญ่บ้านที่นี่ก็รู้น้ำ",
    "Lao": "ຜູ້ໃຫຍ່ບ້ານຢູ່ນີ້",
    "Khmer": "ភ្នំពេញជារាជធានីនៃប្រទេសកម្ពុជា",
    "Myanmar": "မြန်မာနိုင်ငံ၏မြို့တော်သည်ကြီး",
    "Hindi": "हिन्दी में बड़ा लड़का पढ़ता है",
    "Bengali": "বাংলা ভাষা কড়া",
    "Tamil": "தமிழ் மொழியா",
    "Arabic": "مُحَمَّدٌ كِتَابٌ",
    "Hebrew": "שָׁלוֹם בְּרֵאשִׁית",
}


@pytest.mark.parametrize("script", AS_THEY_SHOULD_BE)
def test_words_that_are_as_they_should_be_are_not_composed(script) -> None:
    """They are looked up as all others are, which takes a tenth of the time; but one whose marks stand in the wrong
    order, or with one that shows nothing, is none of them."""
    document = unicodedata.normalize("NFC", AS_THEY_SHOULD_BE[script])
    tables = character_tables()

    def changing(document: str) -> list[int]:
        text, _ = lay([document])
        return [changes(text, *borders, tables) for borders in python_borders(document)]

    assert set(changing(document)) == {NOTHING}
    assert COMPOSES in changing("\u200b".join(document))


def test_a_mark_alone_makes_no_word_special() -> None:
    for document, expected in (
        ("ที่นี่ก็ได้", False),
        ("ผู้", True),
        ("ได\u200b", True),
        ("É", True),
        ("日本é", False),
    ):
        text, (_, end) = lay([document])
        boundaries, special = np.empty(end + 2 + SPARE, np.int32), np.empty(end + SPARE, np.int32)
        assert find_boundaries(text, 0, end, character_tables().kind, boundaries, special)[1] == expected


def test_words_met_again_are_what_they_were() -> None:
    """More distinct words that must be folded or composed than are remembered, again and again, known and unknown."""
    rng = random.Random(5)
    words = [f"É{number:x}e\u0301" for number in range(3 << SLOT_BITS)]
    documents = [
        " ".join(rng.choices(words, cum_weights=range(1, 1 + len(words)), k=4_000)) for _ in range(12)
    ]
    known = [word for word in dict.fromkeys(split_words(" ".join(words))) if rng.random() < 0.5]
    assert compiled_words(documents, known) == expected_words(documents, known)


@pytest.mark.parametrize("length", [8, 20, 40, 57, 58, 59, 90])
def test_words_remembered_are_told_apart_by_all_their_bytes(length) -> None:
    """They begin and end alike and are equally long, so one place is theirs; of up to 64 bytes, and longer ones."""
    middles = [f"{number:0{length}x}" for number in range(40)]
    words = [f"É1234567{middle}1234567e\u0301"[-length - 8 :] for middle in middles]
    documents = [" ".join(words + words + [words[0]] * 3)] * 2
    known = split_words(" ".join(words))[::3]
    assert compiled_words(documents, known) == expected_words(documents, known)


def test_words_remembered_in_one_place_are_told_apart() -> None:
    met: dict[int, str] = {}
    pairs = []
    for number in range(2_000):
        word = f"É{number:04}"
        text, _ = lay([word])
        other = met.setdefault(slot_of_word(octets(text), 0, len(word.encode())), word)
        pairs += [(other, word)] if other != word else []
    assert len(pairs) > 10
    document = " ".join(f"{one} {other} {one}" for one, other in pairs)
    assert compiled_words([document], sorted({*split_words(document)})) == [split_words(document)]
