"""Evaluation logs of any known format → one table of items."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from farfield.logs.columns import shown
from farfield.logs.detect import companions, detect_format
from farfield.logs.drafts import Draft, DraftFinisher, Placed
from farfield.logs.formats.table_kinds import LONG
from farfield.logs.graded_columns import declare_values, note_attempts, part_graders
from farfield.logs.intake import Intake
from farfield.logs.item_table import build_table
from farfield.logs.log_format import LogFormat
from farfield.logs.log_formats import LOG_FORMATS, log_formats
from farfield.logs.rows import ROW_SUFFIXES
from farfield.logs.score_columns import ScoreRules, counted
from farfield.logs.score_parts import measures
from farfield.logs.scoring import ScoreReader, scored_columns, worth
from farfield.logs.spellings import tell_spellings
from farfield.logs.stated_names import states_probabilities
from farfield.logs.where import choose_items, tell_left_out
from farfield.options.reading import KINDS, ReadOptions
from farfield.records import ColumnsTaken, FarfieldError, Items
from farfield.storage import content_suffix, find_files

FEWEST_PARTS = 3
"""Columns of scores that may be a value, its control and a capability."""


@dataclass(frozen=True, slots=True)
class LogFile:
    """A file to read. `named`: the user wrote its own name, so it must be readable."""

    path: str
    named: bool


def read_items(
    sources: Sequence[str] | str, options: ReadOptions | None = None, design: Container[str] = ()
) -> Items:
    """The items of evaluation logs: files, folders, globs and URLs, of several formats, subjects and tasks.

    Files of a folder or glob that are no logs are passed over, with a warning where they look like one. `design`:
    columns of what questions were asked under, as of reminders: at all their values an item and a subject stay one.
    Raises FarfieldError where a source is missing, a file named outright can't be read, a mapped column isn't
    there, nothing has a score, or nothing meets the conditions of `where`.
    """
    options, intake = options or ReadOptions(), Intake()
    placed: list[Placed] = []
    passed_over: list[FarfieldError] = []
    for file in _find_logs([sources] if isinstance(sources, str) else sources, options):
        account = Intake()
        try:
            placed += _read_file(file.path, options, account)
        except FarfieldError as error:
            if file.named:
                raise
            passed_over.append(error)
            intake.warn(file.path, "file_passed_over", f"passed over: {error.what}")
        else:
            intake.absorb(account)
    if not placed:
        raise passed_over[0] if passed_over else _nothing_to_read(sources)
    table = build_table(placed, intake, options.map, design)
    unscored = table["score"].null_count() == table.height
    if options.require_scores and unscored and not states_probabilities(table.columns):
        raise _no_usable_score(placed[0].source, intake)
    tell_spellings(table, intake)
    tell_left_out(table, options.where, intake)
    table, chosen = choose_items(table, options.where, intake.mappings())
    return Items(
        table,
        intake.rejected,
        intake.notices(),
        list(intake.inputs.values()),
        list(intake.groups.values()),
        chosen,
        columns=[ColumnsTaken(fields, files) for fields, files in intake.mappings()],
    )


def _find_logs(sources: Sequence[str], options: ReadOptions) -> Iterator[LogFile]:
    """Each file once: those that are named outright, and those of folders and globs that can be logs."""
    seen: set[str] = set()
    for source in sources:
        paths = find_files(source)
        beside = companions(paths)
        for path in paths:
            named = path.rsplit("/", 1)[-1] == source.rsplit("/", 1)[-1]
            if path not in seen and (named or (path not in beside and _may_be_log(path, options))):
                seen.add(path)
                yield LogFile(path, named)


def _may_be_log(path: str, options: ReadOptions) -> bool:
    if options.format and (sought := LOG_FORMATS.get(options.format).sought):
        return sought(path.rsplit("/", 1)[-1])
    return content_suffix(path) in _suffixes()


def _suffixes() -> tuple[str, ...]:
    """How the names of logs end, compressions aside."""
    return (*(ending for kind in log_formats() for ending in kind.endings), *ROW_SUFFIXES)


def _read_file(path: str, options: ReadOptions, intake: Intake) -> list[Placed]:
    """The items of one file. Raises FarfieldError where it isn't a log, holds nothing usable or no score."""
    kind = LOG_FORMATS.get(options.format) if options.format else detect_format(path)
    if kind is None:
        raise FarfieldError(
            "is not an evaluation log of a known format",
            where=path,
            remedy=f"Known are {', '.join(LOG_FORMATS)} (a table is JSONL, CSV, Parquet or a JSON array of objects).",
        )
    try:
        read = list(kind.read(path, options, intake))
        drafts, options = part_graders(path, read, _without_kinds(path, kind, options), intake)
        scored = options.map.get("score") or intake.fields.get(path, {}).get("score", "")
        note_attempts(drafts, scored, intake.roots.get(path, {}))
        finisher = DraftFinisher(
            path, options.map, intake, _score_reader(path, kind, options, intake), options.keep_before
        )
        placed = list(finisher.finish(iter(drafts)))
    except RecursionError as error:
        raise FarfieldError("is nested too deeply", where=path) from error
    if not placed:
        raise _nothing_usable(path, intake)
    unscored = sum(one.item.score is None for one in placed)
    if unscored == len(placed) and options.require_scores and not states_probabilities(finisher.columns):
        raise _unscored(path, finisher.columns, drafts, intake)
    if unscored:
        intake.tally(path, "unscored_items", "items without a score, kept and counted apart", number=unscored)
    return placed


def _without_kinds(path: str, kind: LogFormat, options: ReadOptions) -> ReadOptions:
    """The options without the columns of kinds, which a table's reader has made rows of."""
    named = [field for field in options.map if field in KINDS]
    if named and not kind.by_columns:
        raise FarfieldError(
            f"--map {named[0]}=... is of tables, and this is a log of the format {kind.name}", where=path
        )
    return replace(options, map={name: column for name, column in options.map.items() if name not in KINDS})


def _score_reader(path: str, kind: LogFormat, options: ReadOptions, intake: Intake) -> ScoreReader:
    """What reads the scores of a file: only in Inspect's logs are C, I, P and N its marks."""
    rules = ScoreRules(options.score_words, options.score_max, marks=kind.marks)
    if path in intake.settled:
        rules = ScoreRules()
    mapped = options.map.get("score")
    if mapped is not None:
        intake.note_field(path, "score", mapped)
        if not measures(mapped):
            intake.warn(
                path,
                "score_as_asked",
                f"score = {mapped}, as was asked: the larger it is, the better the answer counts",
            )
    name = mapped or intake.fields.get(path, {}).get("score", "score")
    return ScoreReader(
        path, rules, intake, name, mapped is not None, options.require_scores, of_table=kind.by_columns
    )


def _unscored(path: str, columns: Iterable[str], drafts: Sequence[Draft], intake: Intake) -> FarfieldError:
    """The error for a file without scores: which columns look like some, and what is wrong with them."""
    unread = intake.unread.get(path, {})
    reasons = [f"{column} holds what is no score: {counted(strange)}" for column, strange in unread.items()]
    others = scored_columns(drafts, ScoreRules(), "")
    named = f"{', '.join(f'--map score={other}' for other in others[:3])}, or " if others else ""
    told = "".join(f"{worth(strange)} " for strange in list(unread.values())[:1])
    if len(others) > 1 and declare_values(drafts):
        told += f"If several graders scored the rows of a value: --map score={','.join(others[:3])}. "
    elif len(others) >= FEWEST_PARTS:
        told += (
            "If they are a value, its control and a capability of one row: --map value=COL --map control=COL "
            f"--map capability=COL; {LONG}. "
        )
    return FarfieldError(
        "; ".join(["no score in any record", *reasons]),
        where=path,
        remedy=f"{told}Name the column that holds it with {named}--map score=COL. It has {shown(columns)}.",
    )


def _nothing_usable(path: str, intake: Intake) -> FarfieldError:
    if intake.rejected:
        first = intake.rejected[0]
        where = path if first.line is None else f"{path}, line {first.line}"
        return FarfieldError(f"no usable record: {first.reason}", where=where)
    reasons = "; ".join(intake.warnings())
    return FarfieldError(f"no usable record ({reasons})" if reasons else "holds no records", where=path)


def _nothing_to_read(sources: Sequence[str] | str) -> FarfieldError:
    return FarfieldError(
        "no evaluation log among its files",
        where=sources if isinstance(sources, str) else ", ".join(sources) or "evaluation logs",
        remedy=f"Logs end in {', '.join(_suffixes())}, also with .gz or .zst. A file can be named outright.",
    )


def _no_usable_score(path: str, intake: Intake) -> FarfieldError:
    return FarfieldError(
        "no usable score",
        where=path,
        remedy="\n".join(intake.warnings()) or "Name the column that holds it with --map score=COL.",
    )
