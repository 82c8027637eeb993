"""What a lead says where regimes are known: what the score is made of, and what is left beyond what was shown."""

from __future__ import annotations

from collections.abc import Sequence

from farfield.results import SubjectProfile
from farfield.results.profile import RegimeScore
from farfield.results.structs import known
from farfield.words.lead_names import About, listed_names, raised, share, shortened
from farfield.words.lead_size import Telling
from farfield.words.numbers import number, whole

KNOWN = 0.5
"""The share of the items whose regime must be known for a lead to speak of regimes."""
NEAR = ("recall", "interpolation")
FAR = ("composition", "extrapolation", "hyperpolation")
MOST_AXES = 2
LONGEST_TITLE = 8  # words of a family's title that a sentence can hold
HIGH = 0.5
"""From which score on one looks like a skill."""


def by_regime(one: SubjectProfile) -> bool:
    """Whether most of its items stand in known regimes, some of them beyond recall."""
    unknown = sum(part.share for part in one.regimes if part.regime == "unknown")
    return any(part.regime in (*FAR, "interpolation") for part in one.regimes) and unknown < KNOWN


def regime_tellings(about: About, entries: Sequence[SubjectProfile]) -> list[Telling]:
    """What those profiles do within what is shown and beyond it; nothing where there is none."""
    if not entries:
        return []
    return [_single(about, entries[0])] if len(entries) == 1 else [_several(about, entries)]


def _parts(one: SubjectProfile) -> dict[str, RegimeScore]:
    return {part.regime: part for part in one.regimes}


def _single(about: About, one: SubjectProfile) -> Telling:
    parts, name, shown = _parts(one), about.label(one), _shown_by(about, one)
    held = [parts[regime] for regime in NEAR if regime in parts]
    far = [parts[regime] for regime in FAR if regime in parts]
    score = share(known(one.score.mean))
    near = _points_near(held, shown)
    each = "; ".join(
        f"of {whole(part.items)}{'' if at else ' items'} {_beyond(part.regime, [one], shown)} "
        f"{'' if at else f'{name} gets '}{share(part.mean)}"
        for at, part in enumerate(far)
    )
    beyond = f"{raised(each)}." if far else f"No item lies beyond what {shown} shows."
    looks = f", which looks like {_skill(one)}" if _misleads(one, held, far) else ""
    rest = " ".join(filter(None, [near, beyond, _unknown(parts)]))
    plain = [f"{share(_mean(held))} within what is shown"] if held else []
    plain += [f"{share(part.mean)} {PLAINLY[part.regime]}" for part in far]
    told = f"{name} scores {score}{looks}. {rest}", f"{name} scores {score}. {rest}"
    return Telling("what", (*told, f"The score is {score}: {', '.join(plain)}."), 9)


def _points_near(held: Sequence[RegimeScore], shown: str) -> str:
    """How much of the score the items bring that are no test of going further."""
    if not held:
        return ""
    points = number(100 * sum(part.share * part.mean for part in held), 0)
    return f"{points} of these points are items that {shown} shows or that lie between them."


def _misleads(one: SubjectProfile, held: Sequence[RegimeScore], far: Sequence[RegimeScore]) -> bool:
    """Whether a high score is almost all from within what was shown."""
    if not held or not far:
        return False
    return known(one.score.mean) >= HIGH and _mean(held) >= HIGH and _mean(far) <= _mean(held) / 2


def _mean(parts: Sequence[RegimeScore]) -> float:
    whole = sum(part.share for part in parts)
    return sum(part.share * part.mean for part in parts) / whole if whole else 0.0


def _skill(one: SubjectProfile) -> str:
    title = one.families[0].title if len(one.families) == 1 else ""
    if not title or len(title.split()) > LONGEST_TITLE:
        return "a skill that carries"
    return f"a model that can do {title[:1].lower()}{title[1:]}"


def _shown_by(about: About, one: SubjectProfile) -> str:
    """What the regimes rest on."""
    sources = {block.support.source for block in one.families}
    if sources == {"declared"}:
        return "the declared support"
    return "the corpus" if about.profile.corpus else "the support"


def _beyond(regime: str, entries: Sequence[SubjectProfile], shown: str) -> str:
    """What sets items of a regime apart, with the axes that do so."""
    axes = _axes(entries, regime)
    named = f" of {axes}" if axes else ""
    match regime:
        case "composition":
            return f"that combine what {shown} shows in new ways"
        case "extrapolation":
            return f"beyond what {shown} shows{named}"
        case _:
            return f"that vary {axes or 'something'}, which {shown} never does,"


PLAINLY = {
    "composition": "in new combinations of it",
    "extrapolation": "beyond its range",
    "hyperpolation": "along what never varies there",
}


def _axes(entries: Sequence[SubjectProfile], regime: str) -> str:
    """The axes by which items stand in a regime, at most a few."""
    names: dict[str, None] = {}
    for one in entries:
        for axis in (axis for block in one.families for axis in block.axes):
            if any(level.items and level.regime == regime for level in axis.levels):
                names.setdefault(shortened(axis.name.replace("_", " ")))
    return listed_names(list(names)) if len(names) <= MOST_AXES else ""


def _unknown(parts: dict[str, RegimeScore]) -> str:
    part = parts.get("unknown")
    if part is None:
        return ""
    return f"Where {whole(part.items)} items stand is unknown."


def _several(about: About, entries: Sequence[SubjectProfile]) -> Telling:
    """For each regime from the worst to the best, by name where it is far."""
    every, shown = about.counted(len(entries)), _shown_by(about, entries[0])
    within = [(one, _mean(held)) for one in entries if (held := [p for p in one.regimes if p.regime in NEAR])]
    fields: list[tuple[str, list[tuple[SubjectProfile, float]]]] = []
    if within:
        fields.append((f"on items that {shown} shows or that lie between them", within))
    far: list[tuple[str, list[tuple[SubjectProfile, float]]]] = []
    for regime in FAR:
        scores = [(one, part.mean) for one in entries for part in one.regimes if part.regime == regime]
        if scores:
            fields.append((f"on items {_beyond(regime, entries, shown)}", scores))
            far.append((PLAINLY[regime], scores))
    plain = [*([("within what is shown", within)] if within else []), *far]
    start = f"{raised(every)} score" if about.others else f"The {every} score"
    beyond = [found for _, scores in far for found in scores]
    bare = [*plain[: len(plain) - len(far)], *([("beyond it", beyond)] if far else [])]
    return Telling(
        "what",
        (
            f"{start} {_spans(about, fields, named=True)}.",
            f"{start} {_spans(about, fields, named=False)}.",
            f"{start} {_spans(about, plain, named=False)}.",
            f"{start} {_spans(about, bare, named=False)}.",
        ),
        9,
    )  # fmt: skip


Fields = Sequence[tuple[str, Sequence[tuple[SubjectProfile, float]]]]
"""Where items stand, and what each profile scores there."""


def _spans(about: About, fields: Fields, *, named: bool) -> str:
    told = [f"{_span(about, scores, named=named)} {where.rstrip(',')}" for where, scores in fields]
    return "; ".join(told)


def _span(about: About, scores: Sequence[tuple[SubjectProfile, float]], *, named: bool) -> str:
    """From the lowest to the highest score; the best is named where there is one."""
    (_, low), *_, (best, high) = sorted([*scores, *scores[:1]], key=lambda found: found[1])
    told = share(high) if share(low) == share(high) else f"{share(low).rstrip('%').rstrip()} to {share(high)}"
    only = sum(share(value) == share(high) for _, value in scores) == 1 and len(scores) > 1
    return f"{told} ({about.label(best)} best)" if named and only else told
