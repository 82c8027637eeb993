"""A run → its accesses: what its calls open, and the grade by what came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, partial

from farfield.records import AgentRun, Event
from farfield.reuse.access import ACCESSED, Access, Accesses
from farfield.reuse.content import (
    Known,
    Surroundings,
    base_lines,
    changed_files,
    own_lines,
    patch_base,
    patch_keys,
    replaced_keys,
)
from farfield.reuse.evidence import Facts
from farfield.reuse.excuses import may_excuse
from farfield.reuse.grading import grade
from farfield.reuse.opening import Opening
from farfield.reuse.project import project_of
from farfield.reuse.repository import Repository
from farfield.reuse.returned import without_frame
from farfield.reuse.revisions import Commits
from farfield.reuse.seal import seal_of
from farfield.reuse.tasks import Task
from farfield.reuse.walk import Walk, walk_run


def find_accesses(
    run: AgentRun, tasks: Mapping[str, Task] | None = None, repository: Repository | None = None
) -> Accesses:
    """What a run opened that may hold an answer, graded, in the order of its calls.

    `tasks`: by name, as `read_tasks` reads them: they tell the fix, the hidden tests and the date. `repository`: a
    checkout that holds the base; it is asked only where nothing else decides. Nothing of the run is ever executed.
    """
    task = (tasks or {}).get(run.task)
    project = project_of(run, task.base if task else None)
    displayed: frozenset[int] = frozenset()
    given: frozenset[str] = frozenset()
    while True:
        walk = walk_run(run, project, displayed, given)
        if walk.workplaces - given:
            given |= walk.workplaces
            continue
        accesses = _graded(run, walk, task, repository, displayed)
        found = {one.event for one in accesses if one.grade in ACCESSED} - displayed
        further = frozenset(
            event.number for event in run.events if event.number in found and may_excuse(event)
        )
        if not further:
            return Accesses(accesses, seal_of(walk.story.seal))
        displayed |= further


def _graded(
    run: AgentRun, walk: Walk, task: Task | None, repository: Repository | None, displayed: frozenset[int]
) -> Sequence[Access]:
    openings = walk.openings
    if not openings:
        return ()
    facts = _facts(run, walk, task, repository, displayed)
    texts: dict[int, str] = {}
    accesses: list[Access] = []
    for opening in openings:
        text = _text_of(opening, texts)
        accesses += grade(opening, text, facts)
    return tuple(accesses)


def _facts(
    run: AgentRun, walk: Walk, task: Task | None, repository: Repository | None, displayed: frozenset[int]
) -> Facts:
    story = walk.story
    product, _ = patch_keys(run.patch)
    fix, fix_others = patch_keys(task.patch if task else None)
    tests = frozenset().union(*patch_keys(task.test_patch if task else None)) | fix_others
    own = own_lines(run)
    past = patch_base(run.patch) | patch_base(task.patch if task else None)
    shown = base_lines(walk.ordinary, own, product, walk.first_edit) | past
    before = own_lines(run, displayed) if displayed else own
    known = Known(product, fix, tests, shown, replaced_keys(run.patch), before, changed_files(run.patch))
    base = run.base or (task.base if task else None) or story.project.base_id or walk.dates.head
    return Facts(
        story.project,
        known,
        story.own,
        story.ancestors,
        story.later,
        walk.dates.base,
        walk.dates.floor,
        task.date if task else None,
        story.made,
        cache(partial(_surroundings, walk, own, product | fix, past)),
        Commits() if story.at_base else story.of_main,
        repository.asker(base) if repository is not None else None,
    )


def _surroundings(
    walk: Walk, own: Mapping[str, int], handed_in: frozenset[str], past: frozenset[str]
) -> Surroundings:
    """Not what the agent wrote before, nor what it or the fix adds, whenever that was shown."""

    def told(results: Sequence[Event]) -> frozenset[str]:
        return base_lines(results, own, handed_in, 0) - handed_in

    beside = {one.number: told([one]) for one in walk.beside}
    return Surroundings(told(walk.around) | past, beside)


def _text_of(opening: Opening, texts: dict[int, str]) -> str:
    if opening.result is None:
        return ""
    part = id(opening.result)  # a screen is several results of one number
    if part not in texts:
        texts[part] = without_frame(opening.result.text)
    return texts[part]
