"""What speaks against taking something for the corpus: "all searched" and "nothing stands in it" are claims."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import polars as pl

from farfield.corpus.left_out import OF_A_TASK
from farfield.corpus.text_fields import ASK, ASK_ALONE
from farfield.corpus_notices import (
    AllQuestionsStand,
    AnyDoubt,
    CorpusUnread,
    DocumentsEmpty,
    FieldsLeftOut,
    HardlyText,
    OneDocument,
    QuestionsAlone,
)
from farfield.corpus_records import ReadAs
from farfield.records import FarfieldError, InputFile, Rejected, Unit
from farfield.scan.partial import Partial
from farfield.storage import place_of
from farfield.text.nouns import number_of

MOST_LOST = 0.5  # of the corpus's bytes that may be unreadable: with more, nothing can be said of the corpus
TOLD_LOST = 0.01  # from this share on, what was lost is told with its reasons
TOLD_EMPTY = 0.1  # of the documents, from which share on those without a text are told
BYTES_A_WORD = 30  # words of any language have fewer on average; encoded data has more
FEWEST_QUESTIONS = 5  # fewer may all stand in a corpus by chance or on purpose
MOST_REASONS = 3
_NUMBERS = re.compile(r"\d[\d,.]*")


def refuse_the_log(files: Sequence[str], logs: Sequence[InputFile]) -> None:
    """Raises FarfieldError where a file of the corpus is a file of the results, by its place."""
    places = {place_of(log.path) for log in logs}
    for path in files:
        if place_of(path) in places:
            raise _is_the_log(path, path)


def refuse_its_content(files: Sequence[InputFile], logs: Sequence[InputFile]) -> None:
    """Raises FarfieldError where a file of the corpus is a file of the results, by its content."""
    hashes = {log.sha256: log.path for log in logs if log.sha256 and log.bytes}
    for file in files:
        if file.sha256 in hashes:
            raise _is_the_log(file.path, hashes[file.sha256])


def _is_the_log(path: str, log: str) -> FarfieldError:
    same = "is one of the files with the results" if path == log else f"is the same as the results in {log}"
    return FarfieldError(
        f"this file of the corpus {same}: every question stands in it",
        where=path,
        remedy="Name with --corpus what the model learned from, without the results; a quoted glob leaves files out.",
    )


def lost_share(partial: Partial) -> float:
    """About which share of the corpus's bytes could not be read."""
    return partial.rejected_bytes / max(1, partial.rejected_bytes + partial.read_bytes)


def refuse_mostly_lost(partial: Partial, sources: Sequence[str]) -> None:
    """Raises FarfieldError where most of the corpus could not be read."""
    if lost_share(partial) <= MOST_LOST:
        return
    raise FarfieldError(
        f"most of the corpus could not be read, {_lost(partial)}: {reasons(partial.rejected)}",
        where=", ".join(sources),
        remedy="Mend what can be mended. To search the rest alone, name it alone, as with a quoted glob: then nothing "
        "is said of the others.",
    )


def _lost(partial: Partial) -> str:
    count, of = _records(partial)
    return f"{_percent(lost_share(partial))} of its bytes and {count:,} of {of:,} documents or files"


def _records(partial: Partial) -> tuple[int, int]:
    """Documents or files that could not be read, and all of them."""
    lost = partial.rejected_count - partial.textless
    return lost, lost + partial.read_documents


def _percent(share: float) -> str:
    return "less than 0.1 %" if share < 0.001 else f"{100 * share:.3g} %"


def reasons(rejected: Sequence[Rejected]) -> str:
    """The commonest reasons in one line, and how many there are besides."""
    told, more = list_reasons(rejected)
    return "; ".join(told) + (f"; and {more:,} more reasons" if more else "")


def list_reasons(rejected: Sequence[Rejected]) -> tuple[list[str], int]:
    """The commonest reasons, each with how often and a place, and how many there are besides."""
    kinds: Counter[str] = Counter()
    first: dict[str, Rejected] = {}
    for record in rejected:
        if record.reason.endswith("it holds no text"):
            continue
        kind = _NUMBERS.sub("", record.reason)
        kinds[kind] += 1
        first.setdefault(kind, record)
    told = [_one_reason(first[kind], number) for kind, number in kinds.most_common(MOST_REASONS)]
    return told, len(kinds) - len(told)


def _one_reason(record: Rejected, number: int) -> str:
    line = f", line {record.line}" if record.line else ""
    more = f" and {number - 1:,} more" if number > 1 else ""
    return f"{record.source}{line}{more}: {record.reason}"


def refuse_empty_fields(read_as: Sequence[ReadAs]) -> None:
    """Raises FarfieldError where a field that was named holds no text anywhere: it may be a slip."""
    for one in read_as:
        for name, held in zip(one.fields, one.held, strict=False):
            if one.documents and not held and not one.guessed:
                raise FarfieldError(
                    f"field {name!r} holds no text in any of {number_of(one.documents, 'document')} ({one.form})",
                    remedy="Check the names given with --text-field.",
                )


def find_doubts(partial: Partial, described: pl.DataFrame, unit: Unit) -> list[AnyDoubt]:
    """For whoever reads a claim that rests on this corpus."""
    found: list[AnyDoubt] = []
    if lost_share(partial) >= TOLD_LOST:
        lost, every = _records(partial)
        found.append(CorpusUnread(lost_share(partial), lost, every, *list_reasons(partial.rejected)))
    found += map(_left_out, filter(tells_left_out, partial.read_as))
    found += (_alone(one) for one in partial.read_as if asks_alone(one) and not tells_left_out(one))
    found += map(_empty, filter(_many_empty, partial.read_as))
    if partial.documents == 1:
        found.append(OneDocument(partial.total_words, unit))
    if unit == "word" and partial.bytes > BYTES_A_WORD * partial.total_words:
        found.append(HardlyText(partial.bytes / max(1, partial.total_words), partial.total_words))
    if (questions := _all_stand(described)) is not None:
        found.append(AllQuestionsStand(questions))
    return found


def left_share(one: ReadAs) -> float:
    """About which share of the characters of records stands in fields that no document is made of."""
    left = sum(size for _, size in one.left_out)
    return left / max(1, left + one.looked)


def tells_left_out(one: ReadAs) -> bool:
    """Whether it must be told what a form's fields left out: much text, or a field named as parts of tasks are."""
    return left_share(one) >= TOLD_LOST or any(
        name.strip().casefold() in OF_A_TASK for name, _ in one.left_out
    )


def _left_out(one: ReadAs) -> FieldsLeftOut:
    names = [name for name, _ in one.left_out]
    return FieldsLeftOut(left_share(one), names, list(one.fields), one.form, one.documents)


def asks_alone(one: ReadAs) -> bool:
    """Whether documents are made of nothing but what asks, as with `--text-field question`."""
    return bool(one.fields) and {name.strip().casefold() for name in one.fields} <= {*ASK, *ASK_ALONE}


def _alone(one: ReadAs) -> QuestionsAlone:
    return QuestionsAlone(list(one.fields), one.form, one.documents)


def _many_empty(one: ReadAs) -> bool:
    return one.empty > TOLD_EMPTY * one.documents


def _empty(one: ReadAs) -> DocumentsEmpty:
    return DocumentsEmpty(one.empty, one.documents, list(one.fields), one.form)


def _all_stand(described: pl.DataFrame) -> int | None:
    """How many questions there are, where all of them stand in the corpus whole."""
    asked = described.filter(pl.col("question_words") > 0).unique("question")
    whole = asked.filter(pl.col("question_match") >= pl.col("question_words"))
    return asked.height if asked.height >= FEWEST_QUESTIONS and whole.height == asked.height else None
