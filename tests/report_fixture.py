"""A small, complete run folder with everything in it that could trip a report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from farfield.records import REGIMES, Rejected
from farfield.schemas import EVIDENCE_SCHEMA, PASSAGE_SCHEMA
from farfield.storage import hash_text, write_json, write_rejected, write_table
from report_profile import measured, profile_of, run_of

SCRIPT = "</script><script>window.pwned = 1; alert(1)</script>"
SUBJECTS = ("alpha-1b", "alpha-7b <b>")
CORPUS = {
    "train-0": "Natalia sold clips to 48 of her friends in April, and then she sold half as many clips in May.",
    "train-1": "Weng earns $12 an hour for babysitting. Yesterday, she did 50 minutes of babysitting.",
    "train-2": f"How many clips did she sell altogether? {SCRIPT} <!-- <img src=x onerror=alert(1)>",
    "train-3": "كم عدد الكتب التي اشترتها ليلى في شهر مايو؟ اشترت ليلى ثلاثة كتب كل أسبوع.",
    "train-4": "Die Straße ist lang; 𝒳 und 𝒴 laufen 12 Meter in einer Stunde. Wie weit laufen sie?",
    "train-5": "A farmer has 16 ducks and sells the eggs at the market for $2 per egg every day.",
}
QUESTIONS: list[tuple[str, str, str]] = [
    (
        "test-0",
        "Natalia sold clips to 48 of her friends in April. How many clips did she sell altogether?",
        "48",
    ),
    (
        "test-1",
        "A farmer sells the eggs at the market for $3 per egg. How much does he make every day?",
        "18",
    ),
    ("test-2", "Weng earns $14 an hour for babysitting. How much did she earn in 50 minutes?", "11.67"),
    ("test-3", f"How many {SCRIPT} clips <img src=x onerror=alert(1)> are there?\u2028Next line", "<!-- 7"),
    ("test-4", "كم عدد الكتب التي اشترتها ليلى في شهر مايو؟", "12"),
    ("test-5", "Wie weit laufen 𝒳 und 𝒴 in einer STRASSE von 12 Meter?", "12 Meter"),
    ("test-6", "", "gluons"),
    ("test-7", "Tokyo beats Zürich by 3 goals every day. After 50 minutes it rains 🎉. Who won?", "Tokyo"),
]
ENOUGH = 6
HEAD = {
    "item_id": pl.String, "subject": pl.String, "task": pl.String, "epoch": pl.Int64, "score": pl.Float64,
    "question": pl.String, "target": pl.String, "output": pl.String, "regime": pl.String, "date": pl.String,
    "chance": pl.Float64,
}  # fmt: skip


def words(text: str) -> list[str]:
    return [w.casefold() for w in re.findall(r"\w+", text)]


def occurrences(span: Sequence[str], texts: Iterable[Sequence[str]]) -> int:
    n = len(span)
    return sum(list(t[i : i + n]) == list(span) for t in texts for i in range(len(t) - n + 1))


@cache
def match(text: str) -> tuple[list[int], list[int]]:
    """For each word of the text, the longest corpus span that starts there and its count."""
    own, texts = words(text), [words(t) for t in CORPUS.values()]
    lengths = [
        max((n for n in range(1, len(own) - i + 1) if occurrences(own[i : i + n], texts)), default=0)
        for i in range(len(own))
    ]
    counts = [occurrences(own[i : i + n], texts) if n else 0 for i, n in enumerate(lengths)]
    return lengths, counts


def pieces(lengths: Sequence[int]) -> int:
    at, count = 0, 0
    while at < len(lengths):
        at, count = at + max(lengths[at], 1), count + 1
    return count


def output_of(index: int, subject: str, question: str) -> str:
    if index == 6:
        return ""
    if index == 7 and subject == SUBJECTS[0]:
        return "It rains every day. " * 3_000 + "the end of a very long output"
    return f"{question}\nShe sold 48/2 = 24 clips in May.\nA: {index} {SCRIPT if index == 3 else ''}"


def is_right(index: int, subject: int, copy: int) -> bool:
    """The first subject fails far from the corpus, the others do about as well everywhere."""
    chance = {0: 10, 4: 9, 3: 7, 5: 4, 1: 3, 2: 2}.get(index, 1) if subject == 0 else 6
    return (index * 7 + copy * 3 + subject) % 10 < chance


def item_rows(subjects: Sequence[str], copies: int) -> list[dict[str, Any]]:
    rows = []
    for copy in range(copies):
        for index, (item_id, question, target) in enumerate(QUESTIONS):
            for s, subject in enumerate(subjects):
                score = None if (index, s) == (6, 0) else float(is_right(index, s, copy))
                rows.append({
                    "item_id": item_id if copy == 0 else f"{item_id}-{copy}", "subject": subject, "task": "sums",
                    "epoch": 1, "score": score, "question": question, "target": target,
                    "output": output_of(index, subject, question), "regime": REGIMES[min(index // 2, 5)],
                    "date": None, "chance": 0.0, "steps": 1 + (index + copy) % 4,
                })  # fmt: skip
    return rows


def with_scan(items: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The columns of the scan for each field, and the evidence of each distinct text."""
    texts = {t for f in ("question", "target", "output") for t in items[f].unique() if t and len(t) < 5_000}
    found = {text: match(text) for text in texts}
    for field in ("question", "target", "output"):
        known = [found.get(text) for text in items[field]]
        columns = {
            "words": [len(words(t)) if t else None for t in items[field]],
            "pieces": [pieces(k[0]) if k else None for k in known],
            "match": [max(k[0], default=0) if k else None for k in known],
        }
        items = items.with_columns(pl.Series(f"{field}_{n}", v, pl.Int64) for n, v in columns.items())
    evidence = pl.DataFrame(
        {
            "text_hash": [hash_text(t) for t in found],
            "lengths": [v[0] for v in found.values()],
            "counts": [v[1] for v in found.values()],
            "surprisal": [[4.5] * len(v[0]) for v in found.values()],
            "approximate": [None] * len(found),
        },
        schema=EVIDENCE_SCHEMA,
    )
    recalled = pl.col("item_id").str.starts_with("test-0").cast(pl.Int64).alias("recall_documents")
    return items.with_columns(recalled), evidence


def passage_rows(items: pl.DataFrame) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for item_id, question in items.select("item_id", "question").unique(maintain_order=True).iter_rows():
        spots = [m.span() for m in re.finditer(r"\w+", question)]
        lengths, counts = match(question)
        maximal = [i for i, n in enumerate(lengths) if n and (i == 0 or n + i > lengths[i - 1] + i - 1)]
        for rank, i in enumerate(sorted(maximal, key=lambda i: (-lengths[i], i))[:3], 1):
            document, start, end = find(words(question)[i : i + lengths[i]])
            text = CORPUS[document]
            rows.append({
                "item_id": item_id, "rank": rank, "document": document, "start": start, "end": end,
                "text": text[start:end], "words": lengths[i], "task": "sums", "field": "question",
                "subject": None, "epoch": None, "item_start": spots[i][0],
                "item_end": spots[i + lengths[i] - 1][1], "count": counts[i],
                "before": text[max(0, start - 40) : start], "after": text[end : end + 40],
                "source": "corpus/train.jsonl.zst",
            })  # fmt: skip
    return rows


def find(span: Sequence[str]) -> tuple[str, int, int]:
    for document, text in CORPUS.items():
        spots = [(m.group().casefold(), m.start(), m.end()) for m in re.finditer(r"\w+", text)]
        for i in range(len(spots) - len(span) + 1):
            if [w for w, _, _ in spots[i : i + len(span)]] == list(span):
                return document, spots[i][1], spots[i + len(span) - 1][2]
    raise AssertionError(f"no such span: {span}")


def make_run(
    folder: Path,
    *,
    corpus: bool = True,
    copies: int = 1,
    few: bool = False,
    subjects: Sequence[str] = SUBJECTS,
) -> Path:
    """Write a run folder and return it.

    `copies` repeats the items under other ids. The profile is measured on ENOUGH copies, so that curves can be fitted,
    and no more, which take longer; `few` measures it on the items themselves, which are too few for anything.
    """
    copied = pl.DataFrame(item_rows(subjects, max(copies, ENOUGH)), schema={**HEAD, "steps": pl.Int64})
    passages = pl.DataFrame(schema=PASSAGE_SCHEMA)
    if corpus:
        copied, evidence = with_scan(copied)
        passages = pl.DataFrame(passage_rows(copied), schema=PASSAGE_SCHEMA)
        write_table(folder / "evidence.parquet", evidence)
    copied = measured(copied, corpus=corpus)
    items = copied.head(copies * len(QUESTIONS) * len(subjects))
    write_table(folder / "items.parquet", items)
    write_table(folder / "passages.parquet", passages.join(items, on="item_id", how="semi"))
    enough = copied.head(ENOUGH * len(QUESTIONS) * len(subjects))
    write_json(folder / "profile.json", profile_of(items if few else enough, corpus=corpus))
    write_json(folder / "run.json", run_of(corpus=corpus))
    write_rejected(folder / "rejected.jsonl", [Rejected("outcomes.jsonl", 9, "not valid JSON", SCRIPT)])
    return folder
