"""Files of ideas → what is judged: tables with a row each, or plain texts, one idea a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from farfield.files.whole_files import read_whole
from farfield.ideas.markup import plain
from farfield.ideas.periods import Period, read_period
from farfield.logs.columns import MISSING, column_names, look_up, missing_column, shown
from farfield.logs.formats.table_names import plain_name
from farfield.logs.intake import Intake
from farfield.logs.rows import ROW_SUFFIXES, Row, read_rows
from farfield.logs.values import to_text
from farfield.records import FarfieldError, InputFile, Rejected
from farfield.storage import content_suffix, find_files

IDEA_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "idea_id", "paper_id", "name"),
    "title": ("title", "headline"),
    "text": ("text", "idea", "abstract", "summary", "description", "proposal", "content", "output"),
    "date": ("before", "date", "published", "publication_date", "year", "created"),
    "author": ("author", "model", "subject", "written_by", "origin"),
    "concepts": ("concepts",),
    "topic": ("topic",),
    "genre": ("genre",),
}
"""For each field of an idea the columns that fill it unasked, best first."""
PLAIN_SUFFIXES = (".txt", ".md", ".tex")
SEPARATORS = (";", "|", "\n", ",")
"""What parts concepts that are written in one text: the first that stands in it."""
TITLE_END = " . "
PEOPLE = "people"
"""What the author of all ideas of --against is called."""


@dataclass(frozen=True, slots=True)
class Idea:
    """One idea as it was read. `id`: its own among all ideas; `given`: as its record has it, which others may have too;
    `concepts`: as they were declared, None where none were; `topic`, `genre`: as told, None where they are not;
    `against`: one of people's, that the others are set beside."""

    id: str
    title: str
    text: str
    author: str | None
    date: Period | None
    concepts: tuple[str, ...] | None
    given: str
    topic: str | None = None
    genre: str | None = None
    against: bool = False
    record: Mapping[str, Any] = field(default_factory=dict, compare=False, hash=False)

    @property
    def whole(self) -> str:
        """Title and text as one, the title once."""
        if self.title and not self.text.lstrip().casefold().startswith(self.title.strip().casefold()):
            return TITLE_END.join(filter(None, (self.title, self.text)))
        return self.text


@dataclass(frozen=True)
class IdeasRead:
    """What `read_ideas` returns."""

    ideas: Sequence[Idea]
    inputs: Sequence[InputFile]
    rejected: Sequence[Rejected]
    warnings: Sequence[str]


def read_ideas(sources: Sequence[str], columns: Mapping[str, str], against: Sequence[str] = ()) -> IdeasRead:
    """Ideas of files, folders, globs and URLs, and behind them those of `against`: people's, whoever they are.
    `columns`: for fields of IDEA_NAMES, which column holds them; people's may have them under their usual names.

    Raises FarfieldError for a field that an idea does not have, a column that isn't there, where no idea is found in
    either, and for an author of ideas by the name that people's have.
    """
    _refuse_unknown(columns)
    intake = Intake()
    found = _read(sources, columns, intake)
    people = [
        replace(one, author=PEOPLE, against=True) for one in _read(against, columns, intake, strict=False)
    ]
    if people and any(one.author == PEOPLE for one in found):
        raise FarfieldError(
            f"an author is called {PEOPLE!r}, as the ideas of --against are",
            where=", ".join(sources),
            remedy="Give the author another name, or leave out --against.",
        )
    files = list(intake.inputs.values())
    return IdeasRead(_with_own_ids([*found, *people]), files, intake.rejected, intake.warnings())


def _read(
    sources: Sequence[str], columns: Mapping[str, str], intake: Intake, *, strict: bool = True
) -> list[Idea]:
    """The ideas of files; not `strict`: a column that a file lacks is none of its own."""
    found = list[Idea]()
    for path in _paths(sources):
        found += _of_rows(path, columns, intake, strict) if _is_table(path) else _of_text(path, intake)
    if sources and not found:
        raise _nothing(sources, intake)
    return found


def _refuse_unknown(columns: Mapping[str, str]) -> None:
    for name in columns:
        if name not in IDEA_NAMES:
            raise FarfieldError(
                f"an idea has no field {name!r}",
                where="--map",
                remedy=f"Its fields are {', '.join(IDEA_NAMES)}.",
            )


def _paths(sources: Sequence[str]) -> list[str]:
    found: dict[str, None] = {}
    for source in sources:
        for path in find_files(source):
            named = path.rsplit("/", 1)[-1] == source.rsplit("/", 1)[-1]
            if named or content_suffix(path) in (*ROW_SUFFIXES, *PLAIN_SUFFIXES):
                found.setdefault(path)
    return list(found)


def _is_table(path: str) -> bool:
    return content_suffix(path) in ROW_SUFFIXES


def _nothing(sources: Sequence[str], intake: Intake) -> FarfieldError:
    first = intake.rejected[0] if intake.rejected else None
    told = f": {first.reason}" if first else ""
    return FarfieldError(
        f"no idea{told}",
        where=f"{first.source}, line {first.line}" if first and first.line else ", ".join(sources),
        remedy="Rows have a text (text, idea or abstract, with title), or concepts; --map text=COL names its column.",
    )


def _of_text(path: str, intake: Intake) -> Iterator[Idea]:
    with intake.open(path) as stream:
        raw = read_whole(stream, path)
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        intake.reject(path, None, f"invalid UTF-8 at byte {error.start}")
        return
    if text.strip():
        name = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        yield Idea(name, "", plain(text), None, None, None, name)
    else:
        intake.reject(path, None, "holds no text")


def _of_rows(path: str, asked: Mapping[str, str], intake: Intake, strict: bool) -> Iterator[Idea]:
    rows = list(read_rows(path, intake))
    columns = _columns([row.record for row in rows], path, asked, strict)
    for row in rows:
        idea = _idea(row, columns, path, intake)
        if idea is not None:
            yield idea


def _columns(
    records: Sequence[Mapping[str, Any]], path: str, asked: Mapping[str, str], strict: bool
) -> dict[str, tuple[str, ...]]:
    """The columns of each field that has any, best first: of a row the first that it fills counts. Raises FarfieldError
    for one that was named and no record has, unless that is no matter."""
    names = list(dict.fromkeys(name for record in records for name in column_names(record)))
    there = dict[str, str]()
    for name, column in asked.items():
        if not records or any(look_up(record, column) is not MISSING for record in records):
            there[name] = column
        elif strict:
            raise missing_column(path, name, column, names)
    plain: dict[str, str] = {}
    for name in names:
        plain.setdefault(plain_name(name), name)
    usual = {
        name: tuple(plain[one] for one in those)
        for name, known in IDEA_NAMES.items()
        if (those := [one for one in known if one in plain])
    }
    found: dict[str, tuple[str, ...]] = {**usual, **{name: (column,) for name, column in there.items()}}
    if records and not {"title", "text", "concepts"} & set(found):
        raise FarfieldError(
            "no column holds the ideas' text or concepts",
            where=path,
            remedy=f"Name it with --map text=COL. It has {shown(names)}.",
        )
    return found


def _value(row: Row, columns: Mapping[str, Sequence[str]], name: str) -> Any:
    for column in columns.get(name, ()):
        found = look_up(row.record, column)
        if found is not MISSING and found is not None and found != "":
            return found
    return None


def _idea(row: Row, columns: Mapping[str, Sequence[str]], path: str, intake: Intake) -> Idea | None:
    told = {
        name: to_text(value).strip() if (value := _value(row, columns, name)) is not None else ""
        for name in ("id", "title", "text", "date", "author", "topic", "genre")
    }
    told |= {name: plain(told[name]).strip() for name in ("title", "text")}
    concepts = concepts_of(_value(row, columns, "concepts"))
    if not told["text"] and not told["title"] and not concepts:
        intake.reject(path, row.line, "neither text nor concepts", dict(row.record))
        return None
    period = read_period(told["date"]) if told["date"] else None
    if told["date"] and period is None:
        intake.tally(
            path,
            "dates_unread",
            "dates of ideas that could not be read",
            "Write a year, a month or a day, as 2019-06-30.",
        )
    name = told["id"] or row.key or f"{path.rsplit('/', 1)[-1]}:{row.line}"
    return Idea(
        id=name, title=told["title"], text=told["text"], author=told["author"] or None, date=period,
        concepts=concepts, given=name, topic=told["topic"] or None, genre=told["genre"] or None, record=row.record,
    )  # fmt: skip


def concepts_of(value: Any) -> tuple[str, ...] | None:
    """Concepts in a list, or in a text with semicolons, bars, line breaks or commas between them; None without any."""
    if isinstance(value, str):
        value = plain(value)
        mark = next((mark for mark in SEPARATORS if mark in value), SEPARATORS[0])
        value = value.split(mark)
    if not isinstance(value, list | tuple):
        return None
    found = dict.fromkeys(text for one in value if (text := " ".join(plain(to_text(one)).split())))
    return tuple(found) or None


def _with_own_ids(ideas: Sequence[Idea]) -> list[Idea]:
    """Each idea under a name of its own: the second `a` is `a (2)`, or the first such name that no idea has."""
    given = {idea.given for idea in ideas}
    seen: dict[str, int] = {}
    found = []
    for idea in ideas:
        times = seen.get(idea.given, 0) + 1
        while times > 1 and f"{idea.given} ({times})" in given:
            times += 1
        seen[idea.given] = times
        found.append(idea if times == 1 else replace(idea, id=f"{idea.given} ({times})"))
    return found
