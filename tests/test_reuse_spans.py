"""Spans of submissions in the same words as what was displayed: planted ones are found, clean runs have none."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farfield.records import AgentRun, Event
from farfield.reuse.access import Access, Accesses, Grade
from farfield.reuse.audit import MOST_TEXT, audit_run
from farfield.reuse.given import Given
from farfield.reuse.spans import SHORTEST_SPAN
from farfield.reuse.text import SharedText, compare_text
from farfield.reuse.tokens import tokens_of
from farfield.reuse.verdict import counting, is_copied, judge
from naive_reuse import NaiveText, naive_spans, naive_tokens

ISSUE = "The ledger drifts: `settle` must refuse a negative balance, and keep the order of entries."
BASE = """class Ledger:
    def __init__(self, entries):
        self.entries = list(entries)

    def settle(self, balance):
        for entry in self.entries:
            balance += entry.amount
        return balance
"""
OWN = """    def refuse(self, balance):
        if balance < 0:
            raise ValueError("negative balance")
        return sorted(self.entries, key=lambda entry: entry.date)
"""
DONOR = (Path(__file__).parents[1] / "src/farfield/storage/retrying.py").read_text()
"""Code that stands in no transcript; its stretches are planted."""


def run_of(events: Sequence[tuple[str, str]], patch: str | None, **more: object) -> AgentRun:
    """A run of (kind, text); `call` is a command, `edit` an edit's new text."""
    made = []
    for number, (kind, text) in enumerate(events):
        if kind == "edit":
            made.append(
                Event(number, "call", tool="edit", arguments={"edits": [{"newText": text, "path": "a.py"}]})
            )
        elif kind == "call":
            made.append(Event(number, "call", tool="bash", command=text, arguments={"command": text}))
        else:
            made.append(Event(number, kind, text))  # type: ignore[arg-type]
    origin = "none" if patch is None else "recorded"
    return AgentRun("run", "task", "agent", "test", "test.json", made, patch, origin, **more)  # type: ignore[arg-type]


def diff(text: str, path: str = "src/ledger.py", context: str = "        return balance") -> str:
    """A patch that adds these lines after a line of the base."""
    lines = text.strip("\n").split("\n")
    body = "".join(f"+{line}\n" for line in lines)
    return (
        f"diff --git a/{path} b/{path}\nindex 1..2 100644\n--- a/{path}\n+++ b/{path}\n"
        f"@@ -8,1 +8,{len(lines) + 1} @@\n {context}\n{body}"
    )


def compare(
    events: Sequence[tuple[str, str]], patch: str, outside: Sequence[int] = (), grade: Grade = "answer"
) -> SharedText:
    return compare_text(run_of(events, patch), dict.fromkeys(outside, grade), Given())


CLEAN = [("task", ISSUE), ("call", "cat src/ledger.py"), ("result", BASE), ("edit", OWN)]


def stretch(tokens: int, seed: int) -> str:
    """A stretch of the donor's code of so many tokens, cut at tokens; it holds no line break within a string."""
    places = [found.span() for found in re.finditer(r"[^\W\d]\w*|\d+(?:\.\d+)*\w*|[^\w\s]", DONOR)]
    first = random.Random(seed).randrange(120, len(places) - tokens)
    return DONOR[places[first][0] : places[first + tokens - 1][1]]


def spaced(text: str) -> str:
    return re.sub(r"([(),=.:])", r" \1  ", text.replace("    ", "\t"))


def requoted(text: str) -> str:
    return text.replace('"', "'")


@pytest.mark.parametrize("change", [str, spaced, requoted], ids=["verbatim", "spacing", "quotes"])
@pytest.mark.parametrize("tokens", [5, 6, 11, 12, 13, 20, 40, 60])
def test_planted_spans_are_found_from_six_tokens_on_and_count_from_twelve(tokens, change) -> None:
    for seed in range(12):
        planted = stretch(tokens, seed)
        assert len(tokens_of(planted)) == tokens
        events = [
            *CLEAN[:3],
            ("call", "git show abc"),
            ("result", f"\nbefore ;\n{planted}\nafter ;"),
            *CLEAN[3:],
        ]
        shared = compare(events, diff(f"{OWN}\n    total_of = {{\n{change(planted)}\n    }}"), [4])
        longest = max((span.tokens for span in shared.spans), default=0)
        if tokens < 6:
            assert longest == 0
        else:
            assert longest == tokens
            assert shared.product.copied <= tokens
        assert (longest >= SHORTEST_SPAN) == (tokens >= 12)


@pytest.mark.parametrize("tokens", [12, 24, 40, 60])
def test_a_span_of_two_events_is_one_span(tokens: int) -> None:
    for seed in range(12):
        planted = stretch(tokens, seed)
        places = [found.end() for found in re.finditer(r"[^\W\d]\w*|\d+(?:\.\d+)*\w*|[^\w\s]", planted)]
        cut = places[tokens // 2 - 1]
        events = [*CLEAN[:3], ("result", planted[:cut]), ("result", planted[cut:]), *CLEAN[3:]]
        shared = compare(events, diff(f"{OWN}\n    total_of = {{\n{planted}\n    }}"), [3, 4])
        found = max(shared.spans, key=lambda span: span.tokens)
        assert found.tokens == tokens
        assert sorted(found.events) == [3, 4]


@pytest.mark.parametrize("tokens", [40, 60, 120])
def test_one_token_in_ten_edited_leaves_the_stretches_between(tokens: int) -> None:
    for seed in range(12):
        planted = stretch(tokens, seed)
        words = tokens_of(planted)
        edited = [f"zz{at}" if at % 10 == 9 else word for at, word in enumerate(words)]
        events = [*CLEAN[:3], ("result", planted), *CLEAN[3:]]
        shared = compare(events, diff(f"{OWN}\n    total_of = {{\n{' '.join(edited)}\n    }}"), [3])
        assert shared.product.copied >= 0.5 * tokens
        assert {span.tokens for span in shared.spans} >= {9}


def test_renamed_everywhere_is_found_without_names_and_is_no_verdict_alone() -> None:
    planted = "\n".join(DONOR.split("\n")[40:75])
    names = sorted(set(re.findall(r"\b[a-z_]{3,}\b", planted)))
    other = {name: f"q{at}x" for at, name in enumerate(names)}
    renamed = re.sub(r"\b[a-z_]{3,}\b", lambda found: keep(found[0], other), planted)
    events = [*CLEAN[:3], ("result", planted), *CLEAN[3:]]
    shared = compare(events, diff(f"{OWN}\n{renamed}"), [3])
    told = sum(span.tokens for span in shared.renamed)
    assert told > 0.5 * len(tokens_of(planted))
    assert is_copied(shared) == bool(counting(shared.spans))
    assert not compare(events, diff(f"{OWN}\n{renamed}")).renamed


def keep(word: str, other: dict[str, str]) -> str:
    from farfield.reuse.words_of_code import KEYWORDS

    return word if word in KEYWORDS else other[word]


SAME = "\n".join(DONOR.split("\n")[40:60])


@pytest.mark.parametrize(
    "events",
    [
        [("task", f"{ISSUE}\n{SAME}"), ("result", SAME)],
        [("task", ISSUE), ("call", "cat a.py"), ("result", SAME), ("call", "git show"), ("result", SAME)],
        [("task", ISSUE), ("edit", SAME), ("result", SAME)],
        [("task", ISSUE), ("say", f"I write\n{SAME}"), ("result", SAME)],
        [("task", ISSUE), ("call", f"cat > a.py <<'EOF'\n{SAME}\nEOF"), ("result", SAME)],
    ],
    ids=["task", "base", "edit", "said", "heredoc"],
)
def test_what_stood_inside_or_was_written_before_is_not_copied(events) -> None:
    shared = compare(events, diff(SAME), [len(events) - 1])
    assert shared.product.copied == 0
    assert shared.reproduced.lines == 0
    assert judge(shared, "answer", patch=True) == "displayed"
    assert compare(events[-1:], diff(SAME), [0]).product.copied > 100


def test_the_agents_own_code_read_back_is_new() -> None:
    shared = compare([*CLEAN, ("call", "git diff"), ("result", diff(OWN))], diff(OWN))
    assert shared.product.added == len(tokens_of(OWN)) == 37
    assert shared.product.new == 31  # the base has `(self, balance):` as well
    assert shared.product == compare(CLEAN, diff(OWN)).product


def test_the_base_typed_again_is_not_new() -> None:
    shared = compare(CLEAN, diff(BASE))
    assert shared.product.new == 0


def test_what_the_patch_takes_away_stood_in_the_base() -> None:
    """Code that a fix and a submission move alike is the base's, though only the fix displayed it."""
    moved = "".join(f"-{line}\n" for line in SAME.split("\n"))
    patch = diff(SAME) + diff("x", "src/b.py").replace("+x\n", moved)
    assert compare([("result", diff(SAME))], patch, [0]).product.copied == 0


def test_a_context_line_of_a_fix_is_its_past() -> None:
    shown = "".join(f" {line}\n" for line in SAME.split("\n"))
    fix = f"diff --git a/x.py b/x.py\n--- a/x.py\n+++ b/x.py\n@@ -1,20 +1,21 @@\n{shown}+only_new = 1\n"
    assert compare([("result", fix)], diff(SAME), [0]).product.copied == 0


def test_tests_and_prose_are_counted_apart() -> None:
    events = [("task", ISSUE), ("result", SAME)]
    shared = compare(events, diff(SAME, "tests/test_ledger.py") + diff(SAME, "docs/notes.rst"), [1])
    assert shared.product.copied == 0
    assert shared.parts["tests"].copied > 100
    assert shared.parts["docs"].copied == shared.parts["tests"].copied
    assert judge(shared, "answer", patch=True) == "displayed"
    assert judge(compare(events, diff(SAME), [1]), "answer", patch=True) == "copied"


def test_short_lines_that_were_displayed_are_reproduced() -> None:
    events = [*CLEAN[:3], ("result", diff("        carry = 0.0\n        limit = None")), *CLEAN[3:]]
    shared = compare(events, diff("        carry = 0.0\n"), [3])
    assert (shared.reproduced.lines, shared.reproduced.of) == (1, 1)
    assert judge(shared, "answer", patch=True) == "reproduced"
    shared = compare(
        events, diff("        carry = 0.0\n        other_total = 1\n        third = carry\n"), [3]
    )
    assert (shared.reproduced.lines, shared.reproduced.of) == (1, 3)
    assert judge(shared, "answer", patch=True) == "displayed"


def test_a_background_and_a_base_take_away_what_all_share(tmp_path: Path) -> None:
    events = [("task", ISSUE), ("result", SAME)]
    graded: dict[int, Grade] = {1: "answer"}
    run = run_of(events, diff(SAME))
    assert is_copied(compare_text(run, graded, Given()))
    (tmp_path / "shared.py").write_text(SAME)
    (tmp_path / "blob.bin").write_bytes(b"\0" * 10)
    with_background = compare_text(run, graded, Given(background=[tmp_path]))
    assert with_background.product.copied == with_background.product.new == 0
    assert with_background.reproduced.of == 0


WORDS = ["alpha", "beta", "if", "x", "(", ")", '"', "'", "3", "10", ".", "=", "\n", " "]
code = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)
texts = st.lists(st.tuples(st.sampled_from(["inside", "outside", "own"]), code), max_size=6)


@given(texts, code)
def test_equal_to_brute_force(found: list[tuple[str, str]], submitted: str) -> None:
    kinds = {"inside": "result", "outside": "result", "own": "say"}
    events = [(kinds[origin], text) for origin, text in found]
    outside = [at for at, (origin, _) in enumerate(found) if origin == "outside"]
    shared = compare(events, submitted, outside)
    naive = naive_spans(submitted, [NaiveText(at, origin, text) for at, (origin, text) in enumerate(found)])
    assert shared.product.added == len(naive_tokens(submitted))
    assert shared.product.new == sum(naive.new)
    assert shared.product.copied == sum(naive.copied)
    assert [(span.tokens, span.informative) for span in shared.spans] == [
        (end - start, told) for start, end, told in naive.spans
    ]


@given(st.lists(st.tuples(st.sampled_from(["result", "say", "task"]), code), max_size=6), code, st.data())
def test_removing_what_was_displayed_never_raises_a_verdict(
    events: list[tuple[str, str]], submitted: str, data: st.DataObject
) -> None:
    outside = [at for at, (kind, _) in enumerate(events) if kind == "result"]
    if not outside:
        return
    gone = data.draw(st.sampled_from(outside))
    emptied = [(kind, "") if at == gone else (kind, text) for at, (kind, text) in enumerate(events)]
    before, after = (compare(one, submitted, outside) for one in (events, emptied))
    assert after.product.copied <= before.product.copied
    assert after.reproduced.lines <= before.reproduced.lines
    assert is_copied(before) or not is_copied(after)


PIECES = (
    "diff --git a/x b/x", "--- a/x", "+++ b/x", "@@ -1,2 +1,3 @@", "@@ ", "+", "-", " ", "\\ No newline", "12:",
    "\x1b[3", "*** Begin Patch", "*** End Patch", "Binary files ", "\x00", "\ud800", "\r", "carry = total", "\t7\t",
    "1a2", "> x",
)  # fmt: skip
shapeless = st.lists(st.sampled_from(PIECES), max_size=30).map("\n".join)


@given(
    st.lists(st.tuples(st.sampled_from(["result", "say", "call", "edit", "task"]), shapeless), max_size=5),
    shapeless,
)
def test_whatever_is_displayed_and_handed_in_is_compared(events: list[tuple[str, str]], patch: str) -> None:
    outside = [at for at, (kind, _) in enumerate(events) if kind == "result"]
    shared = compare(events, patch, outside)
    assert 0 <= shared.product.copied <= shared.product.new <= shared.product.added
    assert shared.reproduced.lines <= shared.reproduced.of
    assert not compare(events, patch).spans


def test_a_patch_of_many_lines_of_many_lengths_is_compared_in_a_pass() -> None:
    lines = [
        f"total_{at} = settle({', '.join(f'entry_{one}' for one in range(at % 90))})" for at in range(600)
    ]
    shared = compare(
        [("task", "\n".join(lines[:300])), ("result", "\n".join(lines))], diff("\n".join(lines)), [1]
    )
    assert (shared.reproduced.lines, shared.reproduced.of) == (300, 300)


def test_what_is_held_of_many_long_spans_is_bounded() -> None:
    """So that the memory of thousands of runs doesn't go by their evidence."""
    blocks = [", ".join(f"name_{at}_{one}" + "x" * 900 for one in range(14)) for at in range(30)]
    mixed = "\n".join(f"{block}\nown_{at} = made_here_{at}(of_this_{at})" for at, block in enumerate(blocks))
    run = run_of([("call", "git show abc1234"), ("result", "\n".join(blocks))], diff(mixed))
    audited = audit_run(
        run, Accesses([Access(0, 1, None, "history", "answer", "git show abc1234", "", 0)]), Given()
    )
    assert audited.verdict == "copied"
    assert len(audited.spans) >= 30
    assert sum(len(row.source_text) + len(row.submission_text) for row in audited.spans) <= MOST_TEXT
    assert all(row.source_text and row.submission_text for row in audited.spans)
