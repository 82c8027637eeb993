"""Profiles of any kind for Hypothesis: many subjects and tasks, every state of gap, reach, regimes, corpus, names."""

from __future__ import annotations

from functools import cache

import numpy as np
from hypothesis import strategies as st
from msgspec.structs import replace

from farfield.corpus_notices import (
    AllQuestionsStand,
    AnyDoubt,
    CorpusUnread,
    DocumentsEmpty,
    FieldsLeftOut,
    OneDocument,
)
from farfield.corpus_records import Backend, CorpusSummary
from farfield.measure import MeasureOptions, fit_profile
from farfield.records import REGIMES
from farfield.results import Profile, SubjectProfile
from farfield.results.checks import Discordant, Signal, Twins
from farfield.results.families import FamilyProfile, FamilySupport, Recitation
from farfield.results.profile import Recalled, RegimeScore, Score, Truncated
from farfield.results.rulers import Gap, Measured, Reach, Ruler
from farfield.results.slopes import AdjustedSlope, Slopes
from farfield.results.structs import ItemsMean
from measure_fixture import COLUMN, make_items

SHARES = st.one_of(st.floats(0, 1), st.sampled_from([0.0, 1.0, 0.001, 0.999, 0.5]))
COUNTS = st.one_of(st.integers(1, 9), st.integers(10, 10_000_000))
NAMES = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=60),
    st.from_regex(r"[a-z]{2,12}(-[0-9.]{1,4}){0,5}(-[a-z]{2,8}){0,3}", fullmatch=True),
    st.sampled_from(["claude-3-5-sonnet-20241022", "a b c d e f g h i j k l m n o p q r s t", "x" * 200, ""]),
)
RULERS = {
    "pieces": Ruler(
        "pieces", "pieces per 100 words", None, "question", "pasted from few pieces", "from many"
    ),
    "semantic": Ruler("meaning apart", "1 - cosine", None, "target", "a passage says the same", "none does"),
    "time": Ruler("days after the cutoff", "days", None, None, "before the cutoff", "long after it"),
    "exposure": Ruler("decades below", "decades of documents", None, None, "many documents", "few do"),
    COLUMN: Ruler("far", "far", None, None, "low far", "high far"),
    "column:-of 8": Ruler("−of 8", "−of 8", None, None, "high of 8", "low of 8"),
    "aged": Ruler("age of the item in 1 of 12 parts", "months", None, None, "young", "old"),
}


@cache
def fitted() -> SubjectProfile:
    """One that was measured, of which the others are made."""
    generator = np.random.default_rng(0)
    far = generator.uniform(0, 10, 200)
    (one,) = fit_profile(
        make_items(generator.random(200) < 0.8 - far / 20, far), MeasureOptions(rulers=(COLUMN,), draws=20)
    ).profiles
    return one


def ends(draw: st.DrawFn, value: float) -> tuple[float | None, float | None]:
    if draw(st.integers(0, 5)) == 0:
        return None, None
    return value - draw(st.floats(0, 0.3)), value + draw(st.floats(0, 0.3))


@st.composite
def gaps(draw: st.DrawFn) -> Gap:
    gap = fitted().rulers[COLUMN].gap
    note = draw(st.sampled_from([None, "all items stand at one distance", "word " * 40]))
    if draw(st.integers(0, 6)) == 0:
        return replace(
            gap, near=None, far=None, difference=None, low=None, high=None, note=note, reason="few_items"
        )
    near, far, moved = draw(SHARES), draw(SHARES), draw(st.floats(-0.05, 0.05))
    low, high = ends(draw, far - near + moved)
    return replace(
        gap, near=near, far=far, difference=far - near + moved, low=low, high=high, adjusted=draw(st.booleans()),
        detectable=draw(st.one_of(st.none(), st.floats(0, 1))), note=note,
    )  # fmt: skip


@st.composite
def reaches(draw: st.DrawFn) -> Reach:
    reach = fitted().rulers[COLUMN].reach
    kind = draw(st.sampled_from(["near_floor", "no_fall", "rises", "never_halves", "few_items", None]))
    distance = draw(st.floats(-1e6, 1e9)) if kind in ("rises", "never_halves", None) else None
    low, high = (None, None) if distance is None else ends(draw, distance)
    return replace(
        reach, reason=kind, distance=distance, censored=kind in ("rises", "never_halves"), low=low, high=high
    )


@st.composite
def slopes(draw: st.DrawFn) -> Slopes:
    found = fitted().rulers[COLUMN].slope
    value = draw(st.one_of(st.none(), st.floats(-2, 2)))
    low, high = (None, None) if value is None else ends(draw, value)
    held = draw(st.lists(st.sampled_from(["log_words", "steps", "nuisance_of_9", "a_b_c"]), max_size=6))
    adjusted: AdjustedSlope = replace(
        found.adjusted, log_odds_per_sd=value, low=low, high=high, covariates=held
    )
    corrected = replace(found.corrected, log_odds_per_sd=value, low=-0.1, high=0.1, reliability=0.8)
    return replace(found, adjusted=adjusted, corrected=corrected if value is not None else found.corrected)


@st.composite
def measurements(draw: st.DrawFn) -> Measured:
    return replace(
        fitted().rulers[COLUMN], gap=draw(gaps()), reach=draw(reaches()), slope=draw(slopes()),
        items=draw(st.one_of(st.just(0), COUNTS)), monotone=None,
    )  # fmt: skip


@st.composite
def regimes(draw: st.DrawFn) -> list[RegimeScore]:
    names = draw(st.lists(st.sampled_from(REGIMES), unique=True, max_size=6))
    return [RegimeScore(name, draw(COUNTS), 1 / len(names), draw(SHARES), None, None) for name in names]


@st.composite
def twins(draw: st.DrawFn, names: st.SearchStrategy[str] = NAMES) -> Twins:
    value = draw(st.one_of(st.none(), st.floats(-1, 1)))
    low, high = (None, None) if value is None else ends(draw, value)
    return Twins(
        pairs=draw(COUNTS), near=0.5, far=0.5, difference=value, low=low, high=high, p=0.5, test=None, clusters=9,
        discordant=Discordant(1, 1), detectable=draw(st.one_of(st.none(), SHARES)), needed=None,
        conditional_logit=None, balance=[], incomplete=0, tied=0, without_set=0, left_out_score=None, note=None,
        axes=draw(st.lists(names, max_size=4)),
        by=draw(st.one_of(st.none(), st.sampled_from([*RULERS]), names.map("column:{}".format))),
    )  # fmt: skip


@st.composite
def families(draw: st.DrawFn) -> FamilyProfile:
    source = draw(st.sampled_from(["corpus", "declared", None]))
    wrong = draw(st.integers(0, 400))
    return FamilyProfile(
        family="sums", title=draw(st.sampled_from(["Sums over digits", "word " * 30])), axes_hash="", items=9,
        support=FamilySupport(source, None, 1.0, 4, 9, 9, 0, [], None), axes=[], divergence=None, thresholds=[],
        comprehension=None, outcomes=None,
        recitation=Recitation(wrong, 0, draw(SHARES) if wrong else None, None, None),
    )  # fmt: skip


@st.composite
def entries(
    draw: st.DrawFn, subject: str, task: str, names: st.SearchStrategy[str] = NAMES
) -> SubjectProfile:
    mean = draw(st.one_of(st.none(), SHARES))
    items = draw(COUNTS)
    unscored = draw(st.integers(0, items))
    name = draw(st.sampled_from([*RULERS]))
    return replace(
        fitted(), subject=subject, task=task, tasks=[task], items=items,
        score=Score(mean, None, None, items - unscored, None, None, None, unscored),
        rulers={} if draw(st.integers(0, 9)) == 0 else {name: draw(measurements())},
        regimes=[] if mean is None else draw(regimes()),
        recalled=draw(st.one_of(st.none(), st.builds(
            Recalled, items=COUNTS, nearly=st.integers(0, 999), of=st.one_of(st.just(0), COUNTS), unseen_below=st.none()
        ))),
        twins=draw(st.one_of(st.none(), twins(names))),
        families=draw(st.lists(families(), max_size=2)),
        truncated=draw(st.one_of(st.none(), st.builds(
            Truncated, items=COUNTS, share=SHARES, limit=COUNTS, timeout=COUNTS, mean=SHARES, low=st.none(),
            high=st.none(), without=st.just(ItemsMean(9, 0.5, None, None)),
        ))),
        signals=draw(st.lists(st.builds(
            Signal, name=st.sampled_from(["repeats", "guessed options", "rank of 4"]), value=SHARES, low=st.none(),
            high=st.none(), expected=SHARES, p=st.floats(0, 1), n=COUNTS, sentence=st.just("."),
        ), max_size=3)),
    )  # fmt: skip


def doubts(some: st.SearchStrategy[str] = NAMES) -> st.SearchStrategy[AnyDoubt]:
    names = st.lists(some, min_size=1, max_size=4)
    return st.one_of(
        st.builds(CorpusUnread, SHARES, COUNTS, COUNTS, names, COUNTS),
        st.builds(FieldsLeftOut, SHARES, names, names, st.just("JSON lines"), COUNTS),
        st.builds(DocumentsEmpty, COUNTS, COUNTS, names, st.just("JSON lines")),
        st.builds(OneDocument, COUNTS, st.just("word")),
        st.builds(AllQuestionsStand, COUNTS),
    )


@st.composite
def corpora(draw: st.DrawFn, names: st.SearchStrategy[str] = NAMES) -> CorpusSummary | None:
    if draw(st.integers(0, 4)) == 0:
        return None
    backend = Backend(
        "infini-gram", "v4_pile 2.2", "https://example.org", 10**12, 9, draw(st.integers(0, 9)), 0
    )
    return CorpusSummary(
        documents=9, words=99, bytes=999,
        searched_fraction=draw(st.one_of(st.just(1.0), st.floats(1e-9, 1))),
        rejected=draw(st.integers(0, 2)),
        backend=draw(st.sampled_from([None, backend])), doubts=draw(st.lists(st.just("a doubt"), max_size=2)),
        doubted=draw(st.lists(doubts(names), max_size=2)),
    )  # fmt: skip


@st.composite
def profiles(draw: st.DrawFn, names: st.SearchStrategy[str] = NAMES) -> Profile:
    """Up to a dozen subjects on up to four tasks."""
    subjects = draw(st.lists(names, min_size=1, max_size=draw(st.sampled_from([1, 2, 4, 5])), unique=True))
    tasks = draw(st.lists(names, min_size=1, max_size=draw(st.sampled_from([1, 1, 2, 4])), unique=True))
    found = [draw(entries(subject, task, names)) for task in tasks for subject in subjects]
    return Profile(corpus=draw(corpora(names)), where=None, rulers=RULERS, profiles=found)
