"""What flows through Farfield: items, documents, passages, evidence. Their tables' columns stand in `schemas.py`.

Read this first. Everything that crosses from one room to another is named here, and nothing else is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, get_args

from farfield.corpus_notices import AnyScanNotice
from farfield.corpus_records import CorpusSummary

if TYPE_CHECKING:
    import polars as pl

SCHEMA_ITEMS = "farfield.items/1"
SCHEMA_PASSAGES = "farfield.passages/1"
SCHEMA_EVIDENCE = "farfield.evidence/1"
SCHEMA_SUPPORT = "farfield.support/1"
SCHEMA_PROFILE = "farfield.profile/1"
SCHEMA_RUN = "farfield.run/1"

Field = Literal["question", "target", "output"]
FIELDS: tuple[Field, ...] = get_args(Field)

Unit = Literal["word", "byte"]

Regime = Literal["recall", "interpolation", "composition", "extrapolation", "hyperpolation", "unknown"]
REGIMES: tuple[Regime, ...] = get_args(Regime)

Scalar = str | int | float | bool | None


_ADDRESS = re.compile(
    r"([A-Za-z][\w+.-]*://)"  # s3://
    r"(?:[^\s/?#'\"<>]*@)?"  # user:password@
    r"([^\s?#'\"<>]*)"
    r"(?:[?#][^\s'\"<>]*)?"  # ?token=...
)


def without_secrets(text: str) -> str:
    """A text whose addresses lack what may be a secret: user and password, and all from the `?` or `#` on.

    The one place where that is taken away: whatever is written or shown names an address by this.
    """
    return _ADDRESS.sub(r"\1\2", text) if "://" in text else text


class FarfieldError(Exception):
    """Something the user can mend: what went wrong, where, and what to do about it.

    The command line prints it as one clear message; a program can read the parts.
    """

    def __init__(self, what: str, *, where: str | None = None, remedy: str | None = None) -> None:
        self.what = without_secrets(what)
        self.where = without_secrets(where) if where else where
        self.remedy = without_secrets(remedy) if remedy else remedy
        super().__init__("\n".join(part for part in (self.headline, self.remedy) if part))

    def __reduce__(self) -> tuple[Any, ...]:  # so that it comes whole out of a worker process
        return partial(FarfieldError, where=self.where, remedy=self.remedy), (self.what,)

    @property
    def headline(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Text from logs or corpora as a terminal may show it: what could steer it (control characters) is replaced."""
    return _STEERING.sub("\ufffd", text)


@dataclass(frozen=True, slots=True)
class Item:
    """One answer of one subject to one question, as an evaluation log tells it.

    `score` lies in [0, 1]; None where the log holds no score. `regime` is what the log *declares*; the
    scan may overturn it. `chance` is the expected score of a guess. `metadata` becomes columns.
    """

    item_id: str
    subject: str
    task: str
    question: str
    target: str = ""
    output: str = ""
    score: float | None = None
    epoch: int = 1
    regime: str | None = None
    date: str | None = None  # ISO 8601
    chance: float | None = None
    metadata: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a corpus. `document_id` is its own id where it has one, else `file:line`."""

    document_id: str
    text: str


RECORD_CUT = 200
"""Characters of a rejected record that are kept."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that could not be used: where it stood, why, and the record itself (cut)."""

    source: str
    line: int | None
    reason: str
    record: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "source", without_secrets(self.source))


@dataclass(frozen=True, slots=True)
class ReadNotice:
    """What a reader of files decided or left out, and a user must know of: a code, and its sentence.

    The sentence is the reader's own, for a package can bring a format; programs go by the code.
    """

    code: str
    """What happened, as docs/codes.md lists it."""
    file: str
    """Where it happened, or the first place of several."""
    told: str
    """The whole sentence, with the file."""
    more_files: int = 0
    """How many further files it happened in."""
    count: int | None = None
    """How many records it happened to; null where it is of the file."""

    def __post_init__(self) -> None:
        for name in ("file", "told"):
            object.__setattr__(self, name, without_secrets(getattr(self, name)))


def beginning_of(record: object) -> str:
    """The beginning of a record, as a rejected one is kept: a text as it is, any other value as JSON."""
    if isinstance(record, str):
        return record[:RECORD_CUT]
    try:
        return json.dumps(record, ensure_ascii=False, default=str)[:RECORD_CUT]
    except (ValueError, RecursionError):
        return type(record).__name__


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was read."""

    path: str
    """Its address, without what could be a secret."""
    bytes: int | None = None
    """Its size; null where it was not read whole."""
    sha256: str | None = None
    """Its SHA-256; null where it was not read whole."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", without_secrets(self.path))


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """Tasks whose items are one benchmark, as `mmlu` is 57 tasks: its name, and the names of the tasks.

    `source`: the file or the option that says so. `stated`: the group's scores as a log gives them, by subject and
    metric.
    """

    name: str
    tasks: tuple[str, ...]
    source: str
    stated: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ItemsChosen:
    """Which part of the logs was kept (`--where`)."""

    where: tuple[str, ...]
    """The conditions."""
    rows: int
    """Rows that meet them."""
    of: int
    """Rows that there are."""


@dataclass(frozen=True, slots=True)
class ColumnsTaken:
    """Which columns of some files fill which fields of their items."""

    fields: Mapping[str, str]
    """For each field the column, as `is_correct` for `score`."""
    files: Sequence[str]
    """The files."""


@dataclass(frozen=True)
class Items:
    """What `read_items` returns: the table (ITEM_SCHEMA, then metadata) and what was left out on the way.

    `groups`: what the logs tell of tasks that belong together. `chosen`: None where all was kept.
    `columns`: which columns were taken for the fields of items, and in which files.
    """

    table: pl.DataFrame
    rejected: Sequence[Rejected] = ()
    notices: Sequence[ReadNotice] = ()
    inputs: Sequence[InputFile] = ()
    groups: Sequence[TaskGroup] = ()
    chosen: ItemsChosen | None = None
    columns: Sequence[ColumnsTaken] = ()

    @property
    def warnings(self) -> list[str]:
        """The sentences of the notices."""
        return [notice.told for notice in self.notices]


@dataclass(frozen=True)
class Evidence:
    """What `scan` returns.

    `items` is the table that came in, with the columns of FIELD_COLUMNS for each field, RECALL_COLUMNS and
    COPY_COLUMNS added.
    `passages` follows PASSAGE_SCHEMA, `texts` follows EVIDENCE_SCHEMA. `resumed`: what was taken over from a scan
    that had been stopped; None where nothing was.
    """

    items: pl.DataFrame
    passages: pl.DataFrame
    texts: pl.DataFrame
    corpus: CorpusSummary
    rejected: Sequence[Rejected] = ()
    inputs: Sequence[InputFile] = ()
    notices: Sequence[AnyScanNotice] = ()
    resumed: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Support:
    """What a corpus shows of a family: how often, point by point.

    `points` has a column for each of `axes` (Int64 where it is ordered, else String; null where a witness doesn't tell
    it), `count` (occurrences searched) and `documents` that hold one; each distinct point once. `told`: which axes a
    witness can tell together; a combination of others cannot be counted. `declared`: the file that a person declared
    it in; counts are then null, and every combination of declared levels counts as supported. `unread`: matches that
    their witness failed to read. `unknown`: why nothing is known. `own_axes`: of a family that no package brings, the
    axes as its items and the declaration tell them (`name`, `kind`, `levels`, `default` of each); else none.
    """

    family: str
    axes: tuple[str, ...]
    points: pl.DataFrame
    told: frozenset[frozenset[str]]
    documents: int = 0
    searched_fraction: float = 1.0
    declared: str | None = None
    unread: int = 0
    unknown: Literal["no_witness", "no_text"] | None = None
    own_axes: tuple[Mapping[str, Any], ...] = ()


EventKind = Literal["task", "say", "call", "result"]


@dataclass(frozen=True, slots=True)
class Event:
    """One step of an agent's transcript, whatever format told it.

    `task`: what the agent was given: the prompt, the system's and the harness's words, demonstrations. `say`: what the
    agent wrote or thought. `call`: a tool that it called. `result`: what came back from a call, as the agent saw it.
    """

    number: int
    """Its place in the run, from 0: events are in the order in which the agent lived them."""
    kind: EventKind
    text: str = ""
    """What was said or what came back. Of a call: none, as its words stand in `arguments`."""
    tool: str | None = None
    """The tool of a call, as its harness names it."""
    command: str | None = None
    """Of a call that runs a shell: the command line. Null for other tools, as for a call that writes a file."""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    """What a call was given, as the log tells it. Strings may stand at any depth."""
    call: int | None = None
    """Of a result: the number of its call; null where the log doesn't tell it."""
    source: int | None = None
    """Where it stands in the transcript, as that counts its own records: what a reader looks up."""
    time: str | None = None
    """When, ISO 8601; null where the log doesn't tell it."""
    agent: str | None = None
    """Which of several agents; null where there is one."""
    exit_code: int | None = None
    """Of a result: the exit status of its command; null where the log doesn't tell it."""
    cut: bool = False
    """Whether the log or the harness says that the text was cut short."""
    broken: str | None = None
    """Why a call's arguments can't be read, as JSON cut off; null where they can."""
    asked: bool = True
    """Of a `task`: whether it is said by who set it, and not in the system's prompt or in a demonstration."""


PatchOrigin = Literal["recorded", "rebuilt", "none", "untold"]
"""Where a patch comes from. `none`: the log says that nothing was handed in. `untold`: it records no submission, and
the run's edits tell none, so that nobody can say whether something was handed in.
"""


@dataclass(frozen=True, slots=True)
class AgentRun:
    """One run of an agent on one task: its events, and what it handed in.

    `patch` is a unified diff, or the text handed in where the task asks for a text. It is `recorded` by the log, or
    `rebuilt` from the run's edits where the log records none.
    """

    run_id: str
    """Its own name; distinct among the runs read."""
    task: str
    """The task's name, as `django__django-11815`; the run's name where the log doesn't tell it."""
    subject: str
    """Agent or model; the format's name where the log tells neither."""
    format: str
    """What the transcript was recognised as."""
    file: str
    """Where it was read from, without what could be a secret."""
    events: Sequence[Event]
    patch: str | None = None
    patch_origin: PatchOrigin = "untold"
    claimed: bool | None = None
    """Whether the log claims it solved; null where it doesn't tell."""
    ended: str | None = None
    """How it ended, in the log's own word, as `submitted (exit_cost)`."""
    base: str | None = None
    """The commit that the task starts from; null where nothing tells it."""
    reference: str | None = None
    """A fix that the log carries for its reader. The agent never saw it: it is no event."""
    notes: Sequence[str] = ()
    """What a reader of this run should know, as that half of its last line is missing."""
    task_told: bool = False
    """Whether the log names the task, so that its name isn't that of the run or the file."""


@dataclass(frozen=True, slots=True)
class ListedRun:
    """What lists beside the transcripts tell of a run: claims, predictions, verdicts of others."""

    task: str
    """The task's name."""
    file: str
    """The list that names it first, without what could be a secret."""
    run_id: str | None = None
    """The run that was read for it; null where its transcript is not there."""
    claimed: bool | None = None
    """Whether it is claimed to be solved; null where no list tells it."""
    handed_in: bool | None = None
    """Whether a patch was handed in; null where no list tells it."""
    sealed: bool | None = None
    """Whether the history was sealed, as a list says; null where none does."""
    flagged: bool | None = None
    """Whether its authors' own judge flagged it; null where no list tells it."""


@dataclass(frozen=True)
class AgentRuns:
    """What `read_runs` returns: runs with something to audit, and what was left out, by name and reason."""

    runs: Sequence[AgentRun]
    nothing: Sequence[Rejected] = ()
    """Runs that hold no event to audit; they leave the denominator."""
    rejected: Sequence[Rejected] = ()
    """Files or records that could not be read."""
    repeated: Sequence[Rejected] = ()
    """Runs left out because the same run was read before, from another export."""
    listed: Sequence[ListedRun] = ()
    """Runs of which a list tells, as `runs.json` or predictions: those with a transcript and those without."""
    inputs: Sequence[InputFile] = ()
