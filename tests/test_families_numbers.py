"""Numbers with marks: read as in their locale or not at all, and never as another number."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farfield.families import get_family
from farfield.families.answers import outcome, read_answer
from farfield.families.readers import canonical
from farfield.families.written_numbers import UNREADABLE, plain_numbers

FAMILY = get_family("addition")
NBSP, THIN, NARROW = "\u00a0", "\u2009", "\u202f"

READ = [
    ("1,234,567", "1234567"),
    ("1.234.567", "1234567"),
    ("1 234 567", "1234567"),
    ("12,34,567", "1234567"),
    ("1_234_567", "1234567"),
    ("1'234'567", "1234567"),
    ("1’234’567", "1234567"),
    (f"1{NBSP}234{NBSP}567", "1234567"),
    (f"1{THIN}234{THIN}567", "1234567"),
    (f"1{NARROW}234", "1234"),
    ("1{,}234{,}567", "1234567"),
    (r"1\,234\,567", "1234567"),
    (r"1,\!234,\!567", "1234567"),
    ("1~234~567", "1234567"),
    ("1·234·567", "1234567"),
    ("1٬234٬567", "1234567"),
    ("１，２３４", "1234"),
    ("1.234.567,00", "1234567"),
    ("1 234 567,0", "1234567"),
    ("1,234,567.00", "1234567"),
    ("1 234", "1234"),
    ("-1.234.567", "-1234567"),
    ("−1 234 567", "-1234567"),
    ("5.79e2", "579"),
    ("5.79E2", "579"),
    ("5.79e+2", "579"),
    ("1E+6", "1000000"),
    ("5.79 × 10^2", "579"),
    ("5.79×10²", "579"),
    (r"5.79 \times 10^{2}", "579"),
    ("10^6", "1000000"),
    ("1,234_9", "1234"),
    ("1,234₉", "1234"),
]
"""What one locale writes so."""

UNPARSED = [
    "1.234", "12.345", "0,123", "12,5", "1,2345", "1,23,4567", "1,234.567.890", "1.2.3", "192.168.0.1", "12 34 567",
    "1e6", "5e2", "1e400000000", "1.5e999", "2^10", "3/4", "3½", r"\frac{3}{4}", "1.2 million", "3 thousand", "1.5k",
    "2M", "12 lakh", "1.2万", "1'23", "1_23_456", "1,234e",
]  # fmt: skip
"""What two locales write for different numbers, none writes, or what is no whole number."""


@pytest.mark.parametrize(("said", "right"), READ)
@pytest.mark.parametrize(
    "form", ["{}", "Answer: {}", "Answer: **{}**", "Answer: {} apples", "Answer: \\boxed{{{}}}"]
)
def test_a_number_is_read_as_in_its_locale(said: str, right: str, form: str) -> None:
    if said == "1 234" and "apples" in form:
        assert (
            read_answer(form.format(said), "integer") is None
        )  # one number, or a number of things behind another
        return
    found = FAMILY.read_answer(form.format(said))
    assert found is not None
    assert canonical(found, "integer") == right


@pytest.mark.parametrize("said", UNPARSED)
@pytest.mark.parametrize(
    "form", ["{}", "Answer: {}", "It is {}", "The answer is {}.\n\nI added 12 and 34.", "**{}**"]
)
def test_what_may_be_another_number_is_none(said: str, form: str) -> None:
    assert FAMILY.read_answer(form.format(said)) is None
    assert outcome(form.format(said), "integer") == "unparsed"


@pytest.mark.parametrize(
    ("output", "right"),
    [
        ("Answer: 345 + 271 = 616", "616"),
        ("In base 10 627", "627"),
        ("1.234.567 and 5 make 12", "12"),
        ("Step 2: 1/2 of 8 = 4", "4"),
        ("So 10/2 = 5", "5"),
        ("On 5/12/2024 it was 7", "7"),
        ("627.0", "627"),
        ("Answer: 1E6", "1e6"),  # a numeral of base 16
        ("Answer: 0x1e6", "1e6"),
        ("6, 2, 7 add up to 15", "15"),
    ],
)
def test_numbers_without_marks_are_read_as_ever(output: str, right: str) -> None:
    found = FAMILY.read_answer(output)
    assert found is not None
    assert canonical(found, "integer") == right


def grouped(digits: str, mark: str, sizes: tuple[int, ...]) -> str:
    """Marks between the digits from the right: groups of these sizes, the last of them again and again."""
    groups, left = [], digits
    for size in (*sizes, *[sizes[-1]] * len(digits)):
        left, group = left[:-size], left[-size:]
        groups.insert(0, group)
        if not left:
            break
    return mark.join(groups)


WAYS = [
    (",", (3,)), (".", (3,)), (" ", (3,)), (NBSP, (3,)), (THIN, (3,)), (NARROW, (3,)), ("'", (3,)), ("’", (3,)),
    ("_", (3,)), ("{,}", (3,)), (r"\,", (3,)), (r"\!", (3,)), ("·", (3,)), ("٬", (3,)), ("~", (3,)), (",", (3, 2)),
    (" ", (3, 2)), (",", (4,)), (".", (2,)), (",", (2,)), ("_", (4,)), ("'", (1,)), (" ", (4,)),
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    st.integers(0, 10**15), st.sampled_from(WAYS), st.sampled_from(["", "-", "−", "+"]),
    st.sampled_from(["{}", "Answer: {}", "Answer: {}.", "\\boxed{{{}}}", "Answer: ${}$", "#### {}"]),
)  # fmt: skip
def test_marks_never_make_another_number(
    value: int, way: tuple[str, tuple[int, ...]], sign: str, form: str
) -> None:
    """The naive twin: take out every mark. Groups of four with spaces are several numbers, whose last is read."""
    mark, sizes = way
    written = grouped(str(value), mark, sizes)
    if mark == "." and written.count(".") == 1 and sizes == (2,):
        return  # decimals, as they stand
    right = -value if sign in ("-", "−") else value
    found = FAMILY.read_answer(form.format(sign + written))
    if way == (" ", (4,)) and " " in written:
        return
    assert found is None or int(canonical(found, "integer")) == right
    if mark == "," and sizes in ((3,), (3, 2)):
        assert found is not None


@settings(max_examples=300, deadline=None)
@given(
    st.integers(1, 10**6),
    st.integers(-6, 12),
    st.integers(0, 6),
    st.sampled_from(["e", "E", "e+", "×10^", " × 10^"]),
)
def test_powers_of_ten_never_make_another_number(
    digits: int, exponent: int, decimals: int, between: str
) -> None:
    from fractions import Fraction

    if exponent < 0 and between == "e+":
        return
    text = str(digits).rjust(decimals + 1, "0")
    mantissa = text[: len(text) - decimals] + ("." + text[len(text) - decimals :] if decimals else "")
    found = FAMILY.read_answer(f"Answer: {mantissa}{between}{exponent}")
    value = Fraction(digits, 10**decimals) * Fraction(10) ** exponent
    numeral_of_16 = between == "E" and not decimals and exponent >= 0
    if found is not None and not numeral_of_16:
        assert Fraction(canonical(found, "integer")) == value


@given(st.text(alphabet="0123456789.,_ '’~·e^/x\u00a0{}\\ABk\n-", max_size=60))
def test_any_row_of_digits_and_marks_is_read_without_failing(text: str) -> None:
    assert isinstance(plain_numbers(text), str)
    assert UNREADABLE not in (FAMILY.read_answer(text) or "")


@pytest.mark.parametrize(
    "unit", ["1,", "1 ", "1.", "1_2", "1/", "10^", "1e", "1 234 ", "\\frac{", "1'2", "1,234,"]
)
def test_long_rows_of_marks_take_no_time(unit: str) -> None:
    started = time.process_time()
    plain_numbers(unit * (200_000 // len(unit)))
    assert time.process_time() - started < 2.0
