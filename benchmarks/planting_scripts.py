"""Planted copies in a script without spaces: what near duplicates find of real sentences, and what they find wrongly.

    python benchmarks/planting_scripts.py FOLDER [--package libreoffice-help-zh-cn] [--each 60] [--no-results]

Needs a Debian machine, as corpus.py does. Items are sentences of every second page of a manual, of which the other
pages hold no third in one piece. Those pages are the corpus, with copies of some items planted into them: as they
stand, with other spaces and punctuation, with a share of their words changed (pieces of two characters of Han and kana,
of five letters of other scripts), their clauses shuffled, and two thirds alone. All other items are unplanted, and
whichever is found is wrong. Appends to benchmarks/results.md.
"""

from __future__ import annotations

import argparse
import itertools
import random
import re
import tempfile
import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from corpus import texts, unpack
from farfield.scan import ScanOptions, scan
from farfield.text.characters import SINGLE, kinds
from farfield.text.words import split_words, word_spans
from planting import write_corpus
from scan import RESULTS, head_commit
from scripts import item_table

SHORTEST, LONGEST = 30, 120  # characters
SEED = 11
LAST_LETTER = "\u1fff"  # of Thai, Lao, Khmer and Myanmar; Han and kana come later
PIECE = {True: 2, False: 5}  # characters of Han and kana, or letters with their marks, that stand for a word
CLAUSE = re.compile(r"(?<=[，；：、。។ ])")


def is_written_without_spaces(text: str) -> bool:
    """Whether four of five words are of a script without spaces."""
    words = split_words(text, "word")
    return (
        0 < len(words) <= 1.25 * sum(kinds()[min(ord(word[0]), len(kinds()) - 1)] == SINGLE for word in words)
    )


def sentences_of(page: str) -> list[str]:
    parts = (part.strip() for part in re.split(r"(?<=[。！？។])|\n+", page))
    return [one for one in parts if SHORTEST <= len(one) <= LONGEST and is_written_without_spaces(one)]


def edit(text: str, share: float, others: str, rng: random.Random) -> str:
    """Pieces changed: two thirds replaced by some of another text, the rest left out or added to."""
    pieces, strange = cut(text), cut(others)
    for place in rng.sample(range(len(pieces)), round(share * len(pieces))):
        change, other = rng.random(), rng.choice(strange)
        pieces[place] = other if change < 2 / 3 else "" if change < 5 / 6 else pieces[place] + other
    return "".join(pieces)


def cut(text: str) -> list[str]:
    """A text in pieces of about a word, with what stands behind each."""
    begins = [begin for begin, _ in word_spans(text, "word")]
    begins = begins[:: PIECE[text[begins[0]] > LAST_LETTER]]
    return [text[begin:end] for begin, end in itertools.pairwise([0, *begins[1:], len(text)])]


def reformat(text: str, rng: random.Random) -> str:
    marks = ("", " ", "; ", "\n")
    return "".join(rng.choice(marks) if unicodedata.category(one)[0] == "P" else one for one in text)


def shuffle(text: str, rng: random.Random) -> str:
    parts = CLAUSE.split(text)
    return "".join(rng.sample(parts, len(parts)))


def half(text: str, rng: random.Random) -> str:
    middle = 2 * len(text) // 3
    return rng.choice((text[:middle], text[-middle:]))


def makers(others: str, rng: random.Random) -> dict[str, Callable[[str], str]]:
    return {
        "verbatim": lambda text: text,
        "format": lambda text: reformat(text, rng),
        "edit10": lambda text: edit(text, 0.1, others, rng),
        "edit20": lambda text: edit(text, 0.2, others, rng),
        "edit30": lambda text: edit(text, 0.3, others, rng),
        "shuffled": lambda text: shuffle(text, rng),
        "two thirds": lambda text: half(text, rng),
    }


def strange_sentences(pages: Sequence[str], others: Sequence[str], folder: Path) -> list[str]:
    """Sentences of some pages of which the others hold no third in one piece."""
    sentences = sorted({one for page in pages for one in sentences_of(page)})
    write_corpus(folder / "others.jsonl.zst", others, "page")
    found = scan(item_table(sentences), str(folder / "others.jsonl.zst"), ScanOptions()).items
    strange = found.filter(3 * pl.col("question_match") < pl.col("question_words"))
    return strange["question"].to_list()


def plant(
    items: Sequence[str], hosts: Sequence[str], each: int, rng: random.Random
) -> tuple[list[str], dict[str, str]]:
    """The pages with the copies in them, and the kind of each item that has one."""
    documents, kind_of = list(hosts), {}
    others = " ".join(one for page in hosts[:50] for one in sentences_of(page))
    chosen = iter(rng.sample(list(items), len(items)))
    for kind, make in makers(others, rng).items():
        for _ in range(each):
            item = next(chosen)
            kind_of[item] = kind
            at = rng.randrange(len(documents))
            lines = documents[at].splitlines()
            lines.insert(rng.randrange(len(lines) + 1), make(item))
            documents[at] = "\n".join(lines)
    return documents, kind_of


def judge(
    items: Sequence[str], kind_of: dict[str, str], documents: Sequence[str], folder: Path
) -> dict[str, float]:
    write_corpus(folder / "planted.jsonl.zst", documents, "page")
    found = scan(item_table(list(items)), str(folder / "planted.jsonl.zst"), ScanOptions()).items
    flagged = set(found.filter(pl.col("question_copies") > 0)["question"])
    recall = {
        kind: sum(item in flagged for item, one in kind_of.items() if one == kind)
        / sum(one == kind for one in kind_of.values())
        for kind in dict.fromkeys(kind_of.values())
    }
    right = sum(item in flagged for item in kind_of)
    strange = len(items) - len(kind_of)
    return recall | {
        "precision": right / len(flagged),
        "F1": 2 * right / (len(flagged) + len(kind_of)),
        "false of unplanted": (len(flagged) - right) / strange,
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--package", default="libreoffice-help-zh-cn")
    arguments.add_argument("--each", type=int, default=60)
    arguments.add_argument("--no-results", action="store_true", help="print only")
    chosen = arguments.parse_args()
    rng = random.Random(SEED)
    pages = [text for _, text in texts(unpack(chosen.folder, chosen.package))]
    with tempfile.TemporaryDirectory() as name:
        items = strange_sentences(pages[::2], pages[1::2], Path(name))
        items = rng.sample(items, min(len(items), 25 * chosen.each))
        documents, kind_of = plant(items, pages[1::2], chosen.each, rng)
        judged = judge(items, kind_of, documents, Path(name))
    lines = [
        f"\n## Planted copies in {chosen.package}, {datetime.now(UTC):%Y-%m-%d}, commit {head_commit()}",
        "",
        f"`python benchmarks/planting_scripts.py FOLDER --package {chosen.package} --each {chosen.each}`: "
        f"{len(items):,} sentences, {len(kind_of)} of them planted; recall of each kind, precision, F1, and "
        "the share of the unplanted that was found.",
        "",
        "| " + " | ".join(judged) + " |",
        "|" + "---|" * len(judged),
        "| " + " | ".join(f"{value:.3f}" for value in judged.values()) + " |",
    ]
    print("\n".join(lines))
    if not chosen.no_results:
        with RESULTS.open("a") as file:
            file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
