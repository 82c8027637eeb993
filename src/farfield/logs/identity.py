"""Which answers are answers to one item: ids that begin anew, repeated answers, duplicates, facets of an item."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Hashable, Iterable, Sequence
from dataclasses import replace

from farfield.logs.conditions import part_conditions, tell_designs
from farfield.logs.drafts import ROW, Placed
from farfield.logs.formats.table_names import plain_name
from farfield.logs.intake import Intake
from farfield.logs.record_ids import drop_record_ids
from farfield.storage import hash_text
from farfield.text.nouns import number_of

GROUP_COLUMN = "item_group"
"""The column of what items have in common, where the log says so: its id of an item that stands there in several
facets, or the set of paraphrases that an item belongs to."""

GRADERS = ("grader", "judge", "rater", "annotator", "reviewer", "evaluator")
SCORED_BY = (
    *GRADERS, "scorer", "labeler", "labeller", "coder", "grader_name", "grader_model", "judge_name", "judge_model",
    "scored_by", "graded_by", "judged_by", "labelled_by", "labeled_by", "rater_id", "annotator_id",
)  # fmt: skip
"""Columns of who scored a row of a value."""
DECLARED = ("kind", "axis", "level", *SCORED_BY)
"""What tells rows of values apart (`measure/values`)."""
FACETS = (
    *GRADERS, "kind", "axis", "level", "probe", "perturbation", "variant", "condition", "style", "phrasing",
    "language", "lang", "locale",
)  # fmt: skip
"""Columns by which one item of a log stands there several times: each is an item of its own, and they share a group."""

SETS = (
    "category", "subcategory", "split", "subset", "config", "topic", "domain", "section", "meta_subject", "dataset",
    "source", "language", "lang", "locale",
)  # fmt: skip
"""Columns within which ids begin anew."""

TWICE = "records that are the same as an earlier one, left out"
FACET_PREFIX = "axis_"
ALIKE = 0.6  # share of the items that have the same levels of a facet, or one row a level
SHORT_HASH = 8
SAME_TARGETS, FEWEST_TARGETS = 0.9, 4  # from which other wordings under one id are still one item

Key = tuple[Hashable, ...]


def identify(
    placed: Sequence[Placed], intake: Intake, mapped: Container[str] = (), design: Container[str] = ()
) -> list[Placed]:
    """These answers with one id an item and one epoch an answer; what is there twice is left out and counted.

    `mapped`: the fields that the user named a column for. `design`: columns that whoever reads takes as the design of
    his questions: at all their values an answer stays one to the same item by the same subject.
    """
    kept = [_grouped(one) for one in _once(placed, intake)]
    tasks: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(kept):
        tasks[one.item.task].append(at)
    for members in tasks.values():
        declared = _part_declared([kept[at] for at in members], intake)
        conditioned = part_conditions(declared, intake, mapped, design)
        for at, one in zip(members, conditioned, strict=True):
            kept[at] = one
        for step in (drop_record_ids, _part_rows):
            for at, one in zip(members, step([kept[at] for at in members], intake), strict=True):
                kept[at] = one
        for part in (_part_questions, _part_facets):
            for at, one in zip(members, part([kept[at] for at in members], intake, design), strict=True):
                kept[at] = one
    numbered = _number(kept, intake)
    answers: dict[str, list[Placed]] = defaultdict(list)
    for one in numbered:
        answers[one.item.task].append(one)
    for found in answers.values():
        tell_designs(found, intake, design)
    return numbered


def _once(placed: Sequence[Placed], intake: Intake) -> list[Placed]:
    """Each answer that the logs themselves name, once: a log that was gone on with holds those of the first."""
    seen: set[Key] = set()
    kept = []
    for one in placed:
        key = (*_answer(one, by_epoch=True), one.answer_id)
        if one.answer_id is not None and key in seen:
            intake.tally(one.source, "records_twice", TWICE)
            continue
        seen.add(key)
        kept.append(one)
    return kept


def _grouped(one: Placed) -> Placed:
    if one.group is None:
        return one
    return _with(one, one.item.item_id, one.group)


def _with(one: Placed, item_id: str, group: str | None = None) -> Placed:
    metadata = one.item.metadata if group is None else {**one.item.metadata, GROUP_COLUMN: group}
    return one._replace(item=replace(one.item, item_id=item_id, metadata=metadata))


def _part_rows(members: Sequence[Placed], _: Intake) -> Sequence[Placed]:
    """Records numbered by their row are the same item in another subject's file only."""
    files: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in members:
        if one.item.item_id.startswith(ROW) and not one.item.question:
            files[one.item.subject, one.item.item_id].add(one.source)
    if not any(len(sources) > 1 for sources in files.values()):
        return members
    return [
        _with(one, f"{one.source.rsplit('/', 1)[-1]} {one.item.item_id}")
        if len(files.get((one.item.subject, one.item.item_id), ())) > 1
        else one
        for one in members
    ]


def _part_questions(members: Sequence[Placed], intake: Intake, design: Container[str]) -> Sequence[Placed]:
    """The same id with another question is another item, told apart by a column of the log, else by the question."""
    worded: dict[str, dict[str, None]] = defaultdict(dict)
    for one in members:
        if one.item.question:
            worded[one.item.item_id].setdefault(one.item.question)
    asked = {
        item_id: dict.fromkeys(map(_plain, questions))
        for item_id, questions in worded.items()
        if len(questions) > 1
    }
    several = {
        item_id for item_id, questions in asked.items() if len(questions) > 1 and not _one_in_all(questions)
    }
    concerned = [one for one in members if one.item.item_id in several]
    if not several or _told_by_design(concerned, design) or _reworded(concerned, intake):
        return members
    columns = _telling(concerned, design)
    intake.tally(
        concerned[0].source,
        "ids_told_apart",
        "records whose id has another question in another record, read as different items (told apart by "
        + f"{' and '.join(columns) or 'their questions'})",
        "If they are the same items, name another column with --map question=COL.",
        number=len(concerned),
    )
    return [_renamed(one, columns) if one.item.item_id in several else one for one in members]


def _told_by_design(members: Sequence[Placed], design: Container[str]) -> bool:
    """Whether an id has one question within the levels of the design, as a reminder may stand before it."""
    names = [name for name in members[0].item.metadata if name in design]
    questions: dict[Key, set[str]] = defaultdict(set)
    for one in members:
        at = tuple(one.item.metadata.get(name) for name in names)
        questions[one.item.item_id, at].add(_plain(one.item.question))
    return bool(names) and all(len(found) == 1 for found in questions.values())


def _reworded(members: Sequence[Placed], intake: Intake) -> bool:
    """Whether the question differs from subject to subject only, and the targets say that the item doesn't."""
    wordings: dict[tuple[str, str], set[str]] = defaultdict(set)
    targets: dict[str, set[str]] = defaultdict(set)
    for one in members:
        wordings[one.item.subject, one.item.item_id].add(_plain(one.item.question))
        targets[one.item.item_id].add(_plain(one.item.target))
    same = [next(iter(found)) for found in targets.values() if len(found) == 1 and found != {""}]
    if (
        any(len(found) > 1 for found in wordings.values())
        or len(same) < SAME_TARGETS * len(targets)
        or len(set(same)) < FEWEST_TARGETS
    ):
        return False
    intake.warn(
        members[0].source,
        "several_wordings",
        f"{number_of(len(targets), 'id has', 'ids have')} another question from subject to subject and the same "
        "target: they are read as one item in several wordings",
    )
    return True


def _renamed(one: Placed, columns: Sequence[str]) -> Placed:
    if any(_is_facet_of_one(name) for name in columns):
        return _at_facets(one, columns)
    if columns:
        return _with(one, f"{one.item.item_id} · {one.item.metadata[columns[0]]}")
    if not one.item.question:
        return one
    return _with(one, f"{one.item.item_id} · {hash_text(_plain(one.item.question))[:SHORT_HASH]}")


def _telling(members: Sequence[Placed], design: Container[str]) -> list[str]:
    """The columns within whose values an id has one question: facets of one item, else sets that ids begin anew in."""
    shared = set(members[0].item.metadata).intersection(*(one.item.metadata for one in members))
    shared = {name for name in shared if name not in design}
    facets = [name for name in members[0].item.metadata if name in shared and _is_facet_of_one(name)]
    for names in (*([name] for name in facets), facets, *([name] for name in SETS if name in shared)):
        questions: dict[Key, set[str]] = defaultdict(set)
        for one in members:
            key = (one.item.item_id, *(one.item.metadata[name] for name in names))
            questions[key].add(_plain(one.item.question))
        if names and all(len(found) == 1 for found in questions.values()):
            return list(names)
    return []


def _one_in_all(questions: Iterable[str]) -> bool:
    """Whether one wording stands in all the others, as a question in its prompts."""
    shortest, *others = sorted(questions, key=len)
    return bool(shortest) and all(shortest in other for other in others)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _part_declared(members: Sequence[Placed], intake: Intake) -> Sequence[Placed]:
    """Where the log declares kinds of rows, one of them a value, and levels: each kind, axis, level and grader of an
    item is an item of its own. Read as repeats their scores would be averaged over what they are scores of."""
    named = _in_small_letters(members)
    kinds = {str(one.item.metadata.get("kind")).strip().casefold() for one in named}
    if "value" not in kinds or not any("level" in one.item.metadata for one in named):
        return members
    members = named
    present = dict.fromkeys(name for one in members for name in one.item.metadata)
    facets = [name for name in present if name.casefold() in DECLARED]
    intake.warn(
        members[0].source,
        "kinds_along_an_axis",
        f"rows are of several kinds along an axis of levels: each of {', '.join(facets)} makes an item of its own, and "
        "errors are clustered by the id they share",
    )
    return [_at_facets(one, facets) for one in members]


def _in_small_letters(members: Sequence[Placed]) -> Sequence[Placed]:
    """The answers with the columns of values under the names by which these are found, as `Kind` under `kind`."""
    present = dict.fromkeys(name for one in members for name in one.item.metadata)
    known = {*DECLARED, "distance", "cluster"} - set(present)
    spelled = {name: plain for name in present if (plain := plain_name(name)) in known}
    if not spelled:
        return members
    return [
        one._replace(
            item=replace(
                one.item,
                metadata={spelled.get(name, name): held for name, held in one.item.metadata.items()},
            )
        )
        for one in members
    ]


def _part_facets(members: Sequence[Placed], intake: Intake, design: Container[str]) -> Sequence[Placed]:
    """Rows of one item at several levels, kinds or graders are items of their own, and share their id as a group."""
    answers: dict[Key, list[Placed]] = defaultdict(list)
    for one in members:
        answers[_answer(one, by_epoch=True)].append(one)
    several = [rows for rows in answers.values() if len(rows) > 1]
    if not several:
        return members
    names = dict.fromkeys(name for rows in several for one in rows for name in one.item.metadata)
    facets = [
        name for name in names if name not in design and _is_facet_name(name) and _is_facet(name, several)
    ]
    if not facets:
        return members
    intake.warn(
        members[0].source,
        "ids_at_several_values",
        f"one id stands there at several values of {' and '.join(facets)}: each is an item of its own"
        + (", and errors are clustered by the id they share" if any(map(_is_facet_of_one, facets)) else ""),
    )
    return [_at_facets(one, facets) for one in members]


def _at_facets(one: Placed, facets: Sequence[str]) -> Placed:
    told = " ".join(f"{name}={one.item.metadata[name]}" for name in facets if name in one.item.metadata)
    one_item = any(_is_facet_of_one(name) for name in facets)
    group = str(one.item.metadata.get(GROUP_COLUMN, one.item.item_id)) if one_item else None
    return _with(one, f"{one.item.item_id} · {told}", group) if told else one


def _is_facet_of_one(name: str) -> bool:
    """Whether a column is named for what one item has several of, as levels; of others, as splits, ids begin anew."""
    return name.casefold() in FACETS or name.startswith(FACET_PREFIX)


def _is_facet_name(name: str) -> bool:
    return _is_facet_of_one(name) or name.casefold() in SETS


def _is_facet(name: str, several: Sequence[Sequence[Placed]]) -> bool:
    """Whether a column is the design of the log: most items have it at the same levels, each as often, or of graders
    each once. What came of an answer (`kind` of refusal) is no design."""
    levels = [Counter(str(one.item.metadata.get(name)) for one in rows) for rows in several]
    if all(len(found) == 1 for found in levels):
        return False
    designs = Counter(
        frozenset(found) for found in levels if len(found) > 1 and len(set(found.values())) == 1
    )
    once = sum(set(found.values()) == {1} for found in levels) if name.casefold() in GRADERS else 0
    return max(once, *designs.values(), 0) >= ALIKE * len(levels)


def _answer(one: Placed, *, by_epoch: bool) -> Key:
    item = one.item
    key = (item.subject, item.task, item.item_id)
    return (*key, item.epoch if one.numbered else None) if by_epoch else key


def _number(placed: Sequence[Placed], intake: Intake) -> list[Placed]:
    """One epoch for each answer of a subject to an item."""
    spare = _duplicates(placed)
    taken: dict[Key, set[int]] = defaultdict(set)
    kept: list[tuple[Placed, bool]] = []
    for at, one in enumerate(placed):
        if at in spare:
            intake.tally(one.source, "records_twice", TWICE)
            continue
        epochs = taken[_answer(one, by_epoch=False)]
        free = one.numbered and one.item.epoch not in epochs
        if free:
            epochs.add(one.item.epoch)
        kept.append((one, free))
    return [one if free else _next_epoch(one, taken, intake) for one, free in kept]


def _next_epoch(one: Placed, taken: dict[Key, set[int]], intake: Intake) -> Placed:
    epochs = taken[_answer(one, by_epoch=False)]
    epoch = 1 if not epochs else max(epochs) + 1
    if epochs:
        intake.tally(
            one.source,
            "further_epochs",
            "records that answer an item of the same subject and task again, read as its further epochs",
            "If they are different items, name their column with --map item_id=COL.",
        )
    epochs.add(epoch)
    return one if epoch == one.item.epoch else one._replace(item=replace(one.item, epoch=epoch))


def _duplicates(placed: Sequence[Placed]) -> set[int]:
    """The rows that are there twice, by their place.

    A log in which items have several answers that differ is a log of samples, and two that are alike are two samples;
    unless all of it stands there several times.
    """
    parts: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, one in enumerate(placed):
        parts[one.item.subject, one.item.task].append(at)
    spare: set[int] = set()
    for rows in parts.values():
        spare |= _duplicates_of(placed, rows)
    return spare


def _duplicates_of(placed: Sequence[Placed], rows: Sequence[int]) -> set[int]:
    places: dict[Key, list[int]] = defaultdict(list)
    runs = _are_runs([placed[at] for at in rows])
    for at in rows:
        places[(*_content(placed[at]), placed[at].source if runs else "")].append(at)
    if len(places) == len(rows):
        return set()
    differing = Counter(key[0] for key in places)
    sampled = sum(number > 1 for number in differing.values()) >= len(differing) / 2
    times = min(len(found) for found in places.values())
    whole = times > 1 and all(len(found) % times == 0 for found in places.values())
    spare: set[int] = set()
    for found in places.values():
        if placed[found[0]].numbered or not sampled:
            spare.update(found[1:])
        elif whole:
            spare.update(found[len(found) // times :])
    return spare


def _are_runs(members: Sequence[Placed]) -> bool:
    """Whether files are runs of the same items: answers to some differ from one to the other, so that those that are
    alike are answers all the same, and no copies. Left out, they would bias the mean to the items that differ."""
    if len({one.source for one in members}) == 1:
        return False
    said: dict[Key, dict[str, set[Key]]] = defaultdict(lambda: defaultdict(set))
    for one in members:
        content = _content(one)
        said[content[0], content[-1]][one.source].add(content)
    return any(len({frozenset(found) for found in sources.values()}) > 1 for sources in said.values())


def _content(one: Placed) -> Key:
    item = one.item
    texts = hash((item.question, item.target, item.output, str(item.score), tuple(item.metadata.items())))
    return item.item_id, texts, item.epoch if one.numbered else None
