"""Tables in which a value, its control and a capability are columns of one row: a row for each, as elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from farfield.logs.columns import missing_column
from farfield.logs.drafts import ROW
from farfield.logs.formats.table_names import COLUMN_NAMES, plain_name
from farfield.logs.intake import Intake
from farfield.logs.rows import Row
from farfield.logs.score_columns import ScoreColumn, ScoreRules, counted, read_scores
from farfield.logs.scoring import worth
from farfield.logs.values import as_mapping, to_number, to_text
from farfield.options.reading import KINDS, ReadOptions
from farfield.records import FarfieldError

KIND, LEVEL, SCORE = "kind", "level", "score"
VALUE, BENIGN, CAPABILITY, COMPREHENSION = "value", "benign", "capability", "comprehension"
UNDERSTOOD = ("understood", "is_understood", "comprehended", "comprehension", "understands")
"""Columns that say whether an item was understood."""
REFUSING = ("refused", "refusal", "refuses")
TWINS = {"flipped": "flipped", "benign": BENIGN, "harmless": BENIGN, "ablated": "ablated", "control": BENIGN}
"""What a control is called in the name of a column, and its kind."""
HARM = ("harmful", "harm", "value")
MEASURED = {
    **dict.fromkeys(("value", "value_held", "held", "is_refused", "is_refusal", *REFUSING), VALUE),
    **{name: VALUE for harm in HARM for did in REFUSING for name in (f"{harm}_{did}", f"{did}_{harm}")},
    **{kind: kind for kind in dict.fromkeys(TWINS.values())},
    **dict.fromkeys(("capability", "capable", "correct", "is_correct", "solved", "is_solved", "able"), CAPABILITY),
    **dict.fromkeys(UNDERSTOOD, COMPREHENSION),
}  # fmt: skip
"""Columns of which a 1 is what a row of their kind has as its score."""
SHOWING = {
    "control": BENIGN,
    **dict.fromkeys(("over_refusal", "over_refused", "overrefusal", "overrefused", "false_refusal"), BENIGN),
    **{
        name: kind
        for twin, kind in TWINS.items()
        for did in REFUSING
        for name in (f"{twin}_{did}", f"{did}_{twin}")
    },
}
"""Columns of a control of which a 1 is that the behaviour showed: the score of its row is 0."""
CONTROLS = tuple(dict.fromkeys(TWINS.values()))
MAPPED = {"value": VALUE, "control": BENIGN, "capability": CAPABILITY, "understood": COMPREHENSION}
"""Fields of `--map` for such columns, and the kind of each."""
OF_VALUE_ALONE = COLUMN_NAMES["output"]
"""What an answer said, which is the one in which a value held or not."""
MOSTLY = 0.8
"""Of the items, what says the same of more than these is no mark of some of them."""
LONG = (
    "one row a judgement has the columns item_id, level, kind (value, capability, and flipped, benign or ablated for a "
    "control) and score"
)


class Part(NamedTuple):
    """A column that holds the scores of one kind. `turned`: its 1 says that the behaviour of a control showed."""

    column: str
    kind: str
    turned: bool = False


class Parted(NamedTuple):
    """The rows of a table, the options without what was settled, and the columns that became scores of rows of their
    own, none where rows are as they were."""

    rows: Sequence[Row]
    options: ReadOptions
    scored: Sequence[str] = ()


def part_kinds(rows: Sequence[Row], options: ReadOptions, path: str, intake: Intake) -> Parted:
    """A row for each kind that has a column of its own; all as they are where that is not so.

    Raises FarfieldError where columns of a value and a control leave open which is what, or hold what is no score.
    """
    asked = {field: column for field, column in options.map.items() if field in KINDS}
    rest = replace(options, map={name: column for name, column in options.map.items() if name not in KINDS})
    if not asked:
        rows = _lifted(rows)
    names = list(dict.fromkeys(name for row in rows for name in row.record))
    if set(asked) == {"understood"}:
        return Parted(_renamed(rows, _there(asked, names, path)["understood"]), rest)
    parts = _mapped(_there(asked, names, path), path) if asked else _found(names, options, path, intake)
    if not parts:
        return Parted(rows, rest)
    if not asked:
        _refuse_marks(rows, parts, names, path)
    rules = ScoreRules(options.score_words, options.score_max)
    try:
        read = {part.column: _scores(part, rows, rules, path) for part in parts}
    except FarfieldError:
        if asked or LEVEL in map(plain_name, names):
            raise
        return Parted(rows, rest)  # names alone made them kinds, and what they hold says otherwise
    _tell(parts, read, path, intake)
    intake.settled.add(path)
    return Parted(list(_parted(rows, parts, read, names)), rest, list(read))


def parts_by_name(names: Sequence[str]) -> list[Part]:
    """Which of these are the scores of a kind, by their names; none unless a value and a control are there, or a value
    and a capability of just these names."""
    plain = {plain_name(name): name for name in names}
    parts = [
        Part(name, SHOWING.get(one) or MEASURED[one], one in SHOWING)
        for one, name in plain.items()
        if one in SHOWING or one in MEASURED
    ]
    if VALUE not in plain:  # beside what was refused, `benign` says of which prompt
        parts = [part for part in parts if plain_name(part.column) not in CONTROLS]
    kinds = {part.kind for part in parts}
    outright = {VALUE, CAPABILITY} <= set(plain)
    return parts if VALUE in kinds and (kinds.intersection(CONTROLS) or outright) else []


def _lifted(rows: Sequence[Row]) -> Sequence[Row]:
    """Rows whose kinds are parts of one object, as `scores` of several names, with these as columns of their own."""
    first = rows[0].record if rows else {}
    held = next(
        (name for name, one in first.items() if isinstance(one, Mapping) and parts_by_name(list(one))), None
    )
    if held is None or KIND in map(plain_name, first):
        return rows
    return [
        row._replace(
            record={name: one for name, one in row.record.items() if name != held}
            | dict(as_mapping(row.record.get(held)))
        )
        for row in rows
    ]


def _there(asked: Mapping[str, str], names: Sequence[str], path: str) -> Mapping[str, str]:
    """The columns that the user names. Raises FarfieldError where one is not there, or is named twice."""
    for field, column in asked.items():
        if column not in names:
            raise missing_column(path, field, column, names)
        if list(asked.values()).count(column) > 1:
            raise FarfieldError(f"{column} is named twice, and nothing is set against itself", where=path)
    return asked


def _renamed(rows: Sequence[Row], column: str) -> Sequence[Row]:
    """Rows whose column is called by its usual name: whether an item was understood."""
    return [
        row._replace(
            record={UNDERSTOOD[0] if name == column else name: held for name, held in row.record.items()}
        )
        for row in rows
    ]


def _mapped(asked: Mapping[str, str], path: str) -> list[Part]:
    """As the user names them."""
    if "value" not in asked:
        raise FarfieldError(
            f"--map {next(iter(asked))}=... names a column beside that of a value, and none is named",
            where=path,
            remedy=f"Name it with --map value=COL; {LONG}.",
        )
    found = []
    for field, column in asked.items():
        plain = plain_name(column)
        kind = MAPPED[field]
        if field == "control":
            kind = SHOWING.get(plain) or (plain if plain in CONTROLS else BENIGN)
        found.append(Part(column, kind, field == "control" and plain not in CONTROLS))
    return found


def _found(names: Sequence[str], options: ReadOptions, path: str, intake: Intake) -> list[Part]:
    """By their names: those of a value and a control, and levels or a capability as well; of a value and a capability
    where both are called so; none where a column says the kind of each row."""
    plain = {plain_name(name): name for name in names}
    if KIND in plain or SCORE in options.map:
        return []
    parts = parts_by_name(names)
    kinds = {part.kind for part in parts}
    if not parts:
        _offer(plain, path, intake)
        return []
    if LEVEL not in plain and not (CAPABILITY in kinds and kinds.intersection(CONTROLS)):
        return []
    _refuse_ambiguous(parts, plain, path)
    return parts


def _offer(plain: Mapping[str, str], path: str, intake: Intake) -> None:
    """A value and a capability without a control may be what a benchmark notes of its answers: said, and not taken."""
    value, able = (
        next((name for one, name in plain.items() if MEASURED.get(one) == kind), None)
        for kind in (VALUE, CAPABILITY)
    )
    if value is not None and able is not None and LEVEL in plain:
        intake.warn(
            path,
            "columns_may_be_kinds",
            f"{value} and {able} stand beside each other at levels: if one is a value and the other a capability, "
            f"--map value={value} --map capability={able}",
        )


def _refuse_ambiguous(parts: Sequence[Part], plain: Mapping[str, str], path: str) -> None:
    """Two columns for one kind, or scores of which nothing says whether they are the capability."""
    seen: dict[str, list[str]] = {}
    for part in parts:
        seen.setdefault(part.kind, []).append(part.column)
    twice = next((columns for columns in seen.values() if len(columns) > 1), None)
    others = [plain[name] for name in COLUMN_NAMES[SCORE] if name in plain and name not in MEASURED]
    told = ", ".join(f"{part.column} ({part.kind})" for part in parts)
    if twice:
        why = f"{' and '.join(twice)} may both be the {_role(next(k for k, v in seen.items() if v == twice))}"
    elif others and CAPABILITY not in seen:
        why = f"nothing says whether {' or '.join(others)} is the capability"
    else:
        return
    raise FarfieldError(
        f"a value and its control are columns of one row ({told}), and {why}",
        where=path,
        remedy="Name them: --map value=COL --map control=COL --map capability=COL, and --map understood=COL where "
        f"there is one. Or {LONG}.",
    )


def _refuse_marks(rows: Sequence[Row], parts: Sequence[Part], names: Sequence[str], path: str) -> None:
    """A column `control` that says the same of an item at all of its levels, and of many items this and of many that,
    marks which rows are controls, and is not what came of them."""
    plain = {plain_name(name): name for name in names}
    item = next((plain[name] for name in COLUMN_NAMES["item_id"] if name in plain), None)
    marks = [one.column for one in parts if plain_name(one.column) in (*CONTROLS, "control")]
    if item is None:
        return
    for column in marks:
        said: dict[str, set[str]] = {}
        for row in rows:
            said.setdefault(to_text(row.record.get(item)), set()).add(to_text(row.record.get(column)))
        several = len(said) < len(rows) and all(len(found) == 1 for found in said.values())
        commonest = max(Counter(next(iter(found)) for found in said.values()).values())
        if several and commonest <= MOSTLY * len(said):
            raise FarfieldError(
                f"{column} says the same of each item at all levels, as a mark of control rows does, and not of what "
                "came of a control",
                where=path,
                remedy=f"If it is what came of it: --map value=COL --map control={column}. Else {LONG}.",
            )


def _role(kind: str) -> str:
    return "control" if kind in CONTROLS else kind


def _scores(part: Part, rows: Sequence[Row], rules: ScoreRules, path: str) -> ScoreColumn:
    """A column as scores from 0 to 1. What the user says of marks is of columns that go beyond 1 alone: among marks of
    1 to 5 a 1 may be the worst, and it is right beside them."""
    values = [row.record.get(part.column) for row in rows]
    words = {word: worth for word, worth in rules.words.items() if to_number(word) is None}
    found = read_scores(values, replace(rules, words=words, top=None))
    if not found.in_scale:
        found = read_scores(values, rules)
    strange = found.strange
    if part.kind not in (CAPABILITY, COMPREHENSION):  # of what was refused the word is no answer that lacks
        strange = strange + found.no_answers
    if strange:
        raise FarfieldError(
            f"{part.column} is taken for the {_role(part.kind)} and holds what is no score: {counted(strange)}",
            where=path,
            remedy=f"{worth(strange)} Or {LONG}.".strip(),
        )
    if found.held and not found.in_scale:
        low, high = min(found.held), max(found.held)
        raise FarfieldError(
            f"{part.column} is taken for the {_role(part.kind)} and goes from {low:g} to {high:g}, not from 0 to 1: "
            "nothing is rescaled unasked",
            where=path,
            remedy=f"If the best possible mark is {high:g}, say --score-max {high:g}; or say what each mark is worth, "
            f"as --score-word {high:g}=1 --score-word {low:g}=0. Columns from 0 to 1 are left as they are.",
        )
    return found


def _tell(parts: Sequence[Part], read: Mapping[str, ScoreColumn], path: str, intake: Intake) -> None:
    intake.warn(
        path,
        "kinds_in_columns",
        f"a row holds several kinds in columns, and each is read as a row of its own: {describe(parts, read)}",
    )


def describe(parts: Sequence[Part], read: Mapping[str, ScoreColumn]) -> str:
    """Each part with its kind, what its 1 says of a control, and how many are blank."""
    told = []
    for part in parts:
        of_one = "; 1: the behaviour showed" if part.turned else ""
        if part.kind in CONTROLS and not part.turned:
            of_one = "; 1: the behaviour rightly did not show"
        lacking = len(read[part.column].scores) - len(read[part.column].held)
        told.append(f"{part.column} ({part.kind}{of_one}{f'; {lacking:,} blank' if lacking else ''})")
    return ", ".join(told)


def _parted(
    rows: Sequence[Row], parts: Sequence[Part], read: Mapping[str, ScoreColumn], names: Sequence[str]
) -> Iterator[Row]:
    """A row for each part that is scored there. Without an id or a question all of a row share its number."""
    plain = {plain_name(name) for name in names}
    nameless = not plain.intersection((*COLUMN_NAMES["item_id"], *COLUMN_NAMES["question"]))
    taken = {part.column for part in parts} | {SCORE}
    alone = {name for name in names if plain_name(name) in OF_VALUE_ALONE}
    for at, row in enumerate(rows):
        rest = {name: held for name, held in row.record.items() if name not in taken}
        if SCORE in row.record and SCORE not in read:
            rest[f"meta_{SCORE}"] = row.record[SCORE]
        others = {name: held for name, held in rest.items() if name not in alone}
        key = row.key or (f"{ROW}{at + 1}" if nameless else None)
        for part in parts:
            score = read[part.column].scores[at]
            if score is not None:
                held = rest if part.kind == VALUE else others
                record: dict[str, Any] = {**held, KIND: part.kind, SCORE: 1 - score if part.turned else score}
                yield row._replace(record=record, key=key)
