"""Drift in sentences: when a subject lives, what it says of what came later, what a reminder mends and loses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from farfield.results.drift import (
    ArmEffect,
    Drift,
    DriftNotice,
    EffectiveCutoff,
    HalfLife,
    InnerDate,
    OutcomeBand,
    ShareDifference,
    SubjectDrift,
)
from farfield.results.structs import ItemsMean, Mean, known
from farfield.words import phrases
from farfield.words.numbers import count, number, percent, percent_interval, whole

NO_INNER_DATE = {
    "few_facts": "too few facts have a dated answer",
    "noise": "answers drawn at random would fit as well",
    "all_dates": "its answers fit all dates",
    "no_dates": "no answer of its has dates",
}
NO_CUTOFF = {
    "few_events": "too few dated changes are scored",
    "one_date": "all changes are of about one date",
    "all_dates": "the scores fit any date",
    "no_fall": "its scores do not fall with the date, and no control tells whether it knows all or nothing",
    "no_room": "it says of what never happened that it did, so a fall could not show",
    "no_dates": "no scored change has a date",
    "rises": "its scores rise with the date: right and wrong may have changed places, or the dates are of something "
    "else",
    "below_guess": "its scores lie far below a guess at all dates: the key may be shifted by one, right and wrong may "
    "have changed places, or it says no to all that it does not know",
}
NO_HALF_LIFE = {
    "few_places": "asked at fewer than three places",
    "nothing_kept": "even right after the reminder no more is current than without it",
    "few_facts": "too few facts",
}
OUTCOME_MEANINGS = {
    "current": "names what holds now",
    "stale": "names what held before",
    "misplaced": "names what stands in the reminder for another question",
    "defers": "says that it cannot know, or that it may have changed",
    "denies": "says that there is no such thing",
    "other": "names something else",
    "empty": "says nothing",
}
FROM = {
    "events": "the effective cutoff of its scores",
    "answers": "the inner date of its answers",
    "stated": "the stated cutoff",
}
NOTICES = {
    "shifted_key": "The key may be shifted by one: {count} of {of} answers of {who} name what is right for the "
    "question {text} it, more than are right. Check the order of questions and answers before believing anything here.",
    "several_baselines": "{who} was asked without a reminder in several ways: the figures are of {arm}, not of {text}. "
    "Choose with --baseline.",
    "no_baseline": "{who} was never asked without a reminder (its arms: {text}), so what reminders do is not known. Is "
    "one of these without? Name it with --baseline.",
    "arms_by_what_is_said": "No column names the reminders, so {count} answers were sorted by what stands before their "
    "questions: {text}. With --map arm=COL a column of your own says it.",
    "repeated": "{who} was asked {count} questions several times, with other answers, and no column tells why: they "
    "count as repeats of one arm. If a reminder stood before some, name its column with --map arm=COL.",
    "scores_otherwise": "Scores and names disagree: of {of} scored answers {count} that are scored right name nothing "
    "current, and {text} that are scored wrong do. Is the key of another day, or do names lack aliases? What is "
    "current is told by names here.",
    "day_order": "Dates of {text} are taken for {arm} first: of {of} that are written as 03/04/2021 {count} can be "
    "read in no other way.",
    "asked_of_wrong": "{who} was reminded ({text}) only where it had been wrong (up to {count} questions): part of "
    "what is mended luck would have mended, and what is lost was not asked.",
    "totals_untold": "Whether all conversations of {arm} with {who} had as many exchanges the logs do not tell (--map "
    "total=COL): a fall may be that of longer conversations.",
    "totals_differ": "The conversations of {arm} with {who} differ in length: a fall may be that of longer "
    "conversations, not of forgetting.",
    "unpaired": "None of the {count} questions that {who} was asked with {arm} was asked with {text}, so what {arm} "
    "does is not known: name what they have in common with --map pair=COL.",
    "no_irrelevant": "{who} was not asked after irrelevant text, so what any text does is part of what reminders do.",
    "unequal_lengths": "The irrelevant text of {who} has {count} % of the length of {arm}, "
    "the longest reminder: no fair comparison.",
    "leaks": "{count} of {of} questions of {who} without a reminder show the current answer; they are left out.",
    "first_of_january": "{count} of {of} answers are of changes on a first of January: these may be years without a "
    "day. Write the year alone, and it is taken for all of it.",
    "answers_of_rows": "No file of facts was given (--facts), so a fact has only the answers that somebody named: "
    "inner dates are less sure than their intervals.",
    "several_named": "{count} of {of} answers name several answers of their fact, and nothing in them tells which is "
    "meant: the first counts, and where the last is meant dates come out too early. Let the answer stand behind "
    '"Answer:", or give outcomes.',
    "by_target": "{count} of {of} answers have no score: they count as current where they name the right answer that "
    "stands beside them (of a list the first), by its whole name or its last word. Other names of it are not known; "
    "--facts FILE has them.",
    "stale_unknown": "No earlier answers are known, so stale cannot be told from other: give --facts FILE.",
}
"""What each notice says."""
ORDER = ("irrelevant", "date", "date-and-cutoff", "old-fact", "other-facts", "facts")
"""Reminders as Farfield's own family has them, from what says nothing to what says the fact."""
SAME = 0.05
"""Years between dates that are told by the same number."""
EXPECTED = (
    "What would refute that models must be told the date: a date alone closes the gap on changes that they can know; "
    "they defer on what they cannot know and answer the rest; a reminder lasts beyond any session."
)


def years(value: float) -> str:
    """2021.68 -> "2021.7"."""
    return number(value, 1)


def dates(low: float | None, high: float | None) -> str:
    """ "[2021.2, 2021.7]"; an open end says so."""
    ends = "any earlier" if low is None else years(low), "any later" if high is None else years(high)
    return f"[{ends[0]},{phrases.FIXED}{ends[1]}]"


def inner_date(found: InnerDate) -> str:
    """ "2021.7 [2021.6, 2021.8]", "before 2015.2", "unknown"."""
    return _date(found.centre, found)


def cutoff(found: EffectiveCutoff) -> str:
    """An effective cutoff in words: "2021.7 [2021.6, 2021.8]", "before 2015.2", "unknown"."""
    return _date(found.date, found)


def _date(middle: float | None, found: InnerDate | EffectiveCutoff) -> str:
    if middle is not None:
        return f"{years(middle)} {dates(found.low, found.high)}"
    end = found.high if found.censored == "before" else found.low
    return "unknown" if end is None else f"{found.censored} {years(end)}"


def _behind(verb: str, preposition: str, found: InnerDate | EffectiveCutoff, date: str) -> str:
    """ "lives in 2021.7 [...]", "lives before 2015.2"."""
    return f"{verb} {date}" if found.censored else f"{verb} {preposition} {date}"


def zero(one: SubjectDrift) -> str:
    """What the years of its outcomes are told from; an end where the date itself is known to one side only."""
    source = FROM[one.when_from or "stated"]
    if one.when_low is None and one.when_high is not None:
        return f"{years(one.when_high)} (before which lies {source})"
    if one.when_high is None and one.when_low is not None:
        return f"{years(one.when_low)} (after which lies {source})"
    return source


def points(found: ShareDifference | None) -> str:
    """A difference of shares in points: "91 [85, 96]"; "–" where it is not known."""
    if found is None:
        return phrases.NOTHING
    ends = (
        "" if found.low is None else f" [{number(100 * found.low, 0)}, {number(100 * known(found.high), 0)}]"
    )
    return f"{number(100 * found.value, 0)}{ends}"


def share(found: Mean | ItemsMean) -> str:
    """ "79 % [74, 83]"; "–" where nothing was asked."""
    if found.mean is None:
        return phrases.NOTHING
    return f"{percent(found.mean)} {percent_interval(found.low, found.high, 0)}".strip()


def half_life(found: HalfLife) -> str:
    """ "16 exchanges [8, beyond]"."""
    if found.reason is not None:
        return "unknown"
    high = "beyond" if found.high is None else number(found.high, 1)
    if found.exchanges is None:
        return f"beyond {whole(10 * known(found.last))} exchanges [{number(found.low or 0, 1)}, beyond]"
    return f"{number(found.exchanges, 1)} exchanges [{number(found.low or 0, 1)}, {high}]"


def band_name(one: OutcomeBand) -> str:
    """Years between which the changes lie: "−2 to −1", "before −8", "0 to 1"."""
    low, high = one.from_, one.to
    if low is None:
        return f"before {number(high or 0, 0)}"
    return f"{number(low, 0)} and more" if high is None else f"{number(low, 0)} to {number(high, 0)}"


def year_on(bands: Sequence[OutcomeBand]) -> OutcomeBand | None:
    """The answers to changes of the first year after the cutoff."""
    return next((one for one in bands if one.from_ == 0), None)


def subject_sentences(one: SubjectDrift) -> Iterator[str]:
    """When it lives, what it says a year on, what reminders mend and lose, and how long they last."""
    yield _lives(one)
    later = year_on(one.bands)
    if later is not None:
        yield (
            f"Of changes in the first year after {zero(one)} it is current on "
            f"{share(later.current)}, stale on {share(later.stale)}, and defers on {share(later.defers)} "
            f"({count(later.rows, 'answer')} on {count(later.facts, 'fact')})."
        )
    yield from _deferral(one)
    for effect in shown_effects(one):
        yield effect_sentence(effect)
    lasting = [life for life in one.half_lives if life.reason is None]
    for life in lasting or one.half_lives[-1:]:
        yield _lasts(life)


def shown_effects(one: SubjectDrift) -> list[ArmEffect]:
    """Each reminder on all facts that it was asked of, the least that it says first."""
    whole_ones = [effect for effect in one.effects if effect.of == "all"]
    return sorted(whole_ones, key=lambda effect: place_of_arm(effect.arm))


def place_of_arm(arm: str) -> int:
    """Where a reminder stands among others: those of the family in their order, all others behind."""
    return ORDER.index(arm) if arm in ORDER else len(ORDER)


def _lives(one: SubjectDrift) -> str:
    stated = f" Its makers state {one.stated}." if one.stated else ""
    lives = _behind("lives", "in", one.inner_date, inner_date(one.inner_date))
    told = f"{one.subject} {lives} by {count(one.inner_date.answers, 'dated answer')}"
    if one.inner_date.reason is not None:
        told = f"When {one.subject} lives its answers do not tell: {NO_INNER_DATE[one.inner_date.reason]}"
    found = one.cutoff
    if found.reason is not None:
        known = f"its effective cutoff is not known: {NO_CUTOFF[found.reason]}"
    else:
        floor = ", above a measured floor" if found.floor_measured and found.floor is not None else ""
        fall = _behind("fall", "at", found, cutoff(found))
        known = f"its scores on {count(found.events, 'dated change')} {fall}{floor}"
    return f"{told}; {known}.{stated}"


def _deferral(one: SubjectDrift) -> Iterator[str]:
    bare = next((arm for arm in one.arms if arm.arm == one.baseline), None)
    if bare is None or not (bare.unknowable_defers.items or bare.known_defers.items):
        return
    yield (
        f"Without a reminder it defers on {share(bare.unknowable_defers)} of what it cannot know "
        f"({count(bare.unknowable_defers.items, 'answer')}) and on {share(bare.known_defers)} of what it can "
        f"({whole(bare.known_defers.items)}); either alone says nothing."
    )


def effect_sentence(one: ArmEffect) -> str:
    """ "facts mends 91 % of what was wrong and loses 2 % of what was right; in all 60 points [52, 66]."."""
    of = "" if one.of == "all" else f" of facts whose change is {one.of}"
    mended = (
        f"{share(one.mended)} of {whole(one.mended.items)} wrong answers"
        if one.mended.items
        else "nothing, as all was right"
    )
    lost = (
        f"loses {share(one.lost)} of {whole(one.lost.items)} right ones"
        if one.lost.items
        else "right ones were not asked again"
    )
    whole_gap = (
        "the gap is not known, as it was asked only of what was wrong" if one.reason == "asked_of_wrong"
        else "too few pairs for a gap" if one.reason else f"in all {points(one.gap)} points"
    )  # fmt: skip
    net = f", {points(one.net)} beyond as much irrelevant text" if one.net is not None else ""
    likelier = (
        f" By log-probs the current answer is {points(one.probability)} points likelier."
        if one.probability is not None
        else ""
    )
    return f"Reminded by {one.arm} it mends {mended}{of} and {lost}; {whole_gap}{net}.{likelier}"


def _lasts(life: HalfLife) -> str:
    if life.by == "probabilities":
        if life.reason is not None:
            return f"By log-probs how long {life.arm} lasts is not known either: {NO_HALF_LIFE[life.reason]}."
        return (
            f"What {life.arm} adds to the current answer's probability ({points_of(life.strength)} points at once, by "
            f"log-probs) has a half-life of {half_life(life)}."
        )
    if life.reason is not None:
        return f"How long {life.arm} lasts is not known: {NO_HALF_LIFE[life.reason]}."
    return f"What {life.arm} adds ({points_of(life.strength)} points at once) has a half-life of {half_life(life)}."


def points_of(value: float | None) -> str:
    """A share in whole points."""
    return phrases.NOTHING if value is None else number(100 * value, 0)


def screen_lines(one: SubjectDrift) -> Iterator[str]:
    """A subject in two lines, for a screen."""
    stated = f" (stated: {one.stated})" if one.stated else ""
    later = year_on(one.bands)
    end = None if None not in (one.when_low, one.when_high) else one.when_low or one.when_high
    on = "a year on" if end is None else f"in the year after {years(end)}"
    after = "" if later is None else f" · {on} {_year_on_screen(later)}"
    lives = _behind("lives", "in", one.inner_date, inner_date(one.inner_date))
    known = f"{'its knowledge ends' if one.cutoff.censored else 'knows until'} {cutoff(one.cutoff)}"
    if one.inner_date.reason is not None:
        lives = f"when it lives is unknown ({NO_INNER_DATE[one.inner_date.reason]})"
    if one.cutoff.reason is not None:
        known = f"until when it knows is unknown ({NO_CUTOFF[one.cutoff.reason]})"
    yield f"{lives}, {known}{stated}{after}"
    told = [f"{effect.arm} mends {_mends(effect)}" for effect in shown_effects(one)]
    told += [
        f"half-life of {life.arm}{_by(life)} {half_life(life)}"
        for life in one.half_lives
        if life.reason is None
    ]
    if told:
        yield " · ".join(told)


def _year_on_screen(later: OutcomeBand) -> str:
    """What came of the first year's changes; without scores alone telling what is stale."""
    if later.stale.mean is None:
        return f"it is current on {percent(known(later.current.mean))}"
    says = "" if later.defers.mean is None else f" and says so on {percent(later.defers.mean)}"
    return f"it is stale on {percent(later.stale.mean)}{says}"


def _by(life: HalfLife) -> str:
    return " by log-probs" if life.by == "probabilities" else ""


def _mends(effect: ArmEffect) -> str:
    """Points where right answers were asked again too, else the share of wrong ones."""
    if effect.gap is not None:
        return f"{points(effect.net or effect.gap)} points"
    return f"{share(effect.mended)} of the wrong"


def notice_sentence(one: DriftNotice) -> str:
    """A code with its figures in words; a code of a newer version as it is."""
    figures = {
        "who": one.subject or "", "arm": one.arm or "", "text": one.text or "", "count": whole(one.count or 0),
        "of": whole(one.of or 0),
    }  # fmt: skip
    return NOTICES[one.code].format(**figures) if one.code in NOTICES else one.code


def answer_sentences(result: Drift) -> Iterator[str]:
    """The finding over all subjects."""
    yield from _first_and_last(result)
    later = year_on(result.pooled)
    if later is not None:
        yield (
            f"Over all that state a cutoff, answers on changes in the first year after it are current on "
            f"{share(later.current)}, stale on {share(later.stale)}, and defer on {share(later.defers)} "
            f"({count(later.rows, 'answer')} on {count(later.facts, 'fact')})."
        )
    if len(result.subjects) == 1:
        yield from subject_sentences(result.subjects[0])


def _first_and_last(result: Drift) -> Iterator[str]:
    """Who lives earliest and who latest, of several whose answers tell it."""
    dated = sorted(
        (one for one in result.subjects if one.inner_date.centre is not None),
        key=lambda one: known(one.inner_date.centre),
    )
    if len(dated) < 2:
        return
    first, last = dated[0], dated[-1]
    of = f"Of {count(len(result.subjects), 'subject')}"
    if known(last.inner_date.centre) - known(first.inner_date.centre) < SAME:
        who = "both live" if len(dated) == 2 else f"{whole(len(dated))} live"
        yield f"{of}, {who} at about the same date, {first.subject} in {inner_date(first.inner_date)}."
        return
    yield (
        f"{of}, {first.subject} lives in {inner_date(first.inner_date)} and {last.subject} in "
        f"{inner_date(last.inner_date)}."
    )
