"""Known subjects, to run where a model runs: what each can do is known, so a profile must recover it.

| subject | what it can do | what a profile must show |
|---|---|---|
| `exact` | the algorithm: right everywhere | 1.0 in every regime, reach beyond the farthest item |
| `lookup` | says what stands behind the question in its corpus | recall, and nothing else |
| `nearest` | answers as at the nearest point that its corpus shows | reach: the farthest point shown |
| `reciter` | answers for the usual world, whatever the conditions | 1.0 at home, 0 off it, all wrong answers recited |

Those that families of values, of probabilities and of the market are asked of stand in `value_subjects.py`,
`odds_subjects.py` and `market_subjects.py`; those that run a firm of a market in `market/firms.py`.
A subject gets what a model gets, the prompt. Reading a question in words is not its skill but its costume: the task
keeps the prompts that it makes beside their items, and the subject finds its prompt there. `lookup` takes no more
than the question from what it finds, `nearest` the question's point and not its target.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from farfield.families import Family, FamilyItem, Point, get_family
from farfield.families.answer_kinds import AnswerKind
from farfield.families.axes import point_key
from farfield.families.family import CHECK
from farfield.market.policies import POLICIES
from farfield.records import FarfieldError
from farfield.run.date_subjects import DATE_SUBJECTS
from farfield.run.gguf import Answer
from farfield.run.market.firms import FIRMS, reply_as, situation_of
from farfield.run.market_subjects import MARKET_SUBJECTS
from farfield.run.odds_subjects import ODDS_SUBJECTS
from farfield.run.replying import Reply, SubjectOptions
from farfield.run.value_subjects import VALUE_SUBJECTS

UNLIKE = 1_000_000  # steps between two levels without an order: farther than any two that have one

_asked: dict[tuple[tuple[str, str], ...], FamilyItem] = {}


def remember(prompt: Sequence[tuple[str, str]], item: FamilyItem) -> None:
    """Keep what is asked in this process, all of its messages (role, text), for the subjects to find."""
    _asked[tuple(prompt)] = item


_proposed: dict[tuple[tuple[str, str], ...], tuple[FamilyItem, str]] = {}


def remember_proposal(prompt: Sequence[tuple[str, str]], item: FamilyItem, answer: str) -> None:
    """Keep an answer that is asked about: whether it is right, which a subject says of what it would answer itself."""
    _proposed[tuple(prompt)] = (item, answer)


class Subject:
    """Answers by rule. Raises FarfieldError where it is asked what no task of Farfield asks."""

    def __init__(self, name: str, reply: Reply) -> None:
        self._name, self._reply = name, reply

    def answer(
        self,
        messages: Sequence[Mapping[str, str]],
        settings: Mapping[str, Any],  # noqa: ARG002
        stopped: threading.Event,  # noqa: ARG002
    ) -> Answer:
        prompt = tuple((message["role"], message["content"]) for message in messages)
        if (situation := situation_of(prompt)) is not None:
            return Answer(reply_as(self._name, situation), stop="stop")
        if prompt in _proposed:
            item, proposed = _proposed[prompt]
            return Answer("yes" if self._reply(item) == proposed else "no", stop="stop")
        if prompt not in _asked:
            raise FarfieldError(
                "a known subject answers the tasks of Farfield only", where=f"farfield/{self._name}"
            )
        item = _asked[prompt]
        said = self._reply(item)
        bare = (
            not said or _form_of(item) == "reply"
        )  # whoever is to reply, and not to answer, says no "Answer:"
        return Answer(said if bare else f"Answer: {said}", stop="stop")

    def close(self) -> None:
        """There is nothing to free."""


def _form_of(item: FamilyItem) -> AnswerKind:
    return item.exercise.answer or get_family(item.family).answer


def make_subject(name: str, options: SubjectOptions) -> Subject:
    """Raises FarfieldError where it needs a corpus and has none."""
    return Subject(name, SUBJECTS[name](options))


def exact(_: SubjectOptions) -> Reply:
    """A subject that always answers rightly."""
    return lambda item: item.exercise.target


def reciter(_: SubjectOptions) -> Reply:
    """A subject that answers as if the usual world held, whatever the item says."""

    def reply(item: FamilyItem) -> str:
        """What the usual world says; where it has no answer of its own, the right one only if that is its twin's."""
        recited = item.exercise.default_answer
        if recited is not None:
            return recited
        family = get_family(item.family)
        usual = _answer_at(family, family.home(item.point), item)
        return usual if usual == item.exercise.target else ""

    return reply


def lookup(options: SubjectOptions) -> Reply:
    """A subject that answers with what stands behind the question in its corpus, and only where it stands there."""
    texts = _corpus_texts("lookup", options)

    def reply(item: FamilyItem) -> str:
        """The line that follows the question; nothing where no document holds it."""
        question = item.exercise.question
        for text in texts:
            if (at := text.find(question)) >= 0:
                return text[at + len(question) :].strip().partition("\n")[0].removeprefix("Answer:").strip()
        return ""

    return reply


def nearest(options: SubjectOptions) -> Reply:
    """A subject that solves the nearest point that its corpus shows in place of the one asked."""
    texts = _corpus_texts("nearest", options)

    @cache
    def shown_to(family: str) -> list[Point]:
        """Those that tell the most axes: the mere name of a base is no example of a sum in it."""
        points = shown_points(get_family(family), texts)
        most = max(map(len, points), default=0)
        return [point for point in points if len(point) == most]

    def reply(item: FamilyItem) -> str:
        family, shown = get_family(item.family), shown_to(item.family)
        if not shown:
            return ""
        near = min(shown, key=lambda point: (_steps(family, item.point, point), _key(family, point)))
        return _answer_at(family, {**item.point, **near}, item)

    return reply


def _firm_alone(name: str) -> Callable[[SubjectOptions], Reply]:
    """One that runs a firm and answers no item."""

    def reply(item: FamilyItem) -> str:
        raise FarfieldError(
            f"it runs a firm of a market, and answers no item of {item.family}", where=f"farfield/{name}"
        )

    return lambda _: reply


SUBJECTS: dict[str, Callable[[SubjectOptions], Reply]] = {
    "exact": exact,
    "lookup": lookup,
    "nearest": nearest,
    "reciter": reciter,
    **VALUE_SUBJECTS,
    **ODDS_SUBJECTS,
    **DATE_SUBJECTS,
    **{name: _firm_alone(name) for name in (*POLICIES, *FIRMS)},
    **MARKET_SUBJECTS,
}


def shown_points(family: Family, texts: Sequence[str]) -> list[Point]:
    """The points, perhaps partial, that the family's witnesses read out of texts: each once."""
    found: dict[str, Point] = {}
    for text in texts:
        for witness in family.witnesses:
            for match in witness.pattern.finditer(text):
                point = witness.read(match)
                if point:
                    found.setdefault(_key(family, point), point)
    return list(found.values())


def _answer_at(family: Family, point: Point, item: FamilyItem) -> str:
    """What is right at another point, for the same seed and condition; nothing where that is not asked there."""
    if item.condition == CHECK:
        asked = family.generate_check(point, item.seed)
        return asked.exercise.target if asked is not None else ""
    return family.generate(point, item.seed).exercise.target


def _steps(family: Family, asked: Point, shown: Point) -> int:
    """How far the asked point is from a shown one, along the axes that the shown one tells."""
    steps = 0
    for axis in family.axes:
        if axis.name not in shown or shown[axis.name] == asked[axis.name]:
            continue
        here, there = asked[axis.name], shown[axis.name]
        ordered = axis.kind == "ordered" and isinstance(here, int) and isinstance(there, int)
        steps += abs(int(here) - int(there)) if ordered else UNLIKE
    return steps


def _key(family: Family, point: Point) -> str:
    return point_key([axis for axis in family.axes if axis.name in point], point)


def _corpus_texts(name: str, options: SubjectOptions) -> list[str]:
    from farfield.corpus.documents import read_documents
    from farfield.options.corpus import CorpusOptions

    if options.corpus is None:
        raise FarfieldError(
            "needs the corpus that it has learned from",
            where=f"farfield/{name}",
            remedy="Name it with --model-arg corpus=FILE, or of Inspect -M corpus=FILE.",
        )
    return [document.text for document in read_documents(options.corpus, CorpusOptions(options.text_field))]
