"""What a lead says where regimes are known: what the score is made of, and what is left beyond what was shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from farfield.results import SubjectProfile
from farfield.results.profile import RegimeScore
from farfield.results.structs import known
from farfield.words.lead_names import About, listed_names, raised, share, shortened
from farfield.words.lead_size import Telling
from farfield.words.numbers import count, in_points, spelled, whole

KNOWN = 0.5
"""The share of the items whose regime must be known for a lead to speak of regimes."""
NEAR = ("recall", "interpolation")
FAR = ("composition", "extrapolation", "hyperpolation")
MOST_AXES = 2
LONGEST_TITLE = 8  # words of a family's title that a sentence can hold
FEW = 10
"""Items of a regime below which their number is told."""
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
    beyond = f"{raised(each)}." if far else f"No item lies beyond what {shown or 'a label'} shows."
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
    points = in_points(sum(part.share * part.mean for part in held))
    return f"{points} of these points come from items {_within(shown)}."


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
    """What the regimes rest on; empty where the log brought them as labels."""
    if {block.support.source for block in one.families} == {"declared"}:
        return "the declared support"
    return "the corpus" if about.profile.corpus else ""


def _within(shown: str) -> str:
    if not shown:
        return "labelled as shown, or as between what is shown"
    return f"that {shown} shows or that lie between them"


def _beyond(regime: str, entries: Sequence[SubjectProfile], shown: str) -> str:
    """What sets items of a regime apart, with the axes that do so."""
    if not shown:
        return LABELLED[regime]
    axes = _axes(entries, regime)
    match regime:
        case "composition":
            return f"that combine what {shown} shows in new ways"
        case "extrapolation":
            return f"beyond what {shown} shows{f' of {axes}' if axes else ''}"
        case _:
            return f"that vary {axes or 'something'}, which {shown} never does,"


LABELLED = {
    "composition": "labelled as new combinations of it",
    "extrapolation": "labelled as beyond it",
    "hyperpolation": "labelled as varying what is never varied",
}
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
    return f"Where {count(part.items, 'item stands', 'items stand')} is unknown."


@dataclass(frozen=True)
class Standing:
    """What some profiles score on their items in some regimes. `where`: these in full; `plain`: in short."""

    where: str
    plain: str
    parts: list[tuple[SubjectProfile, list[RegimeScore]]]

    def span(self, about: About | None = None) -> str:
        """From the lowest to the highest score; with `about` the best is named where it is clearly the best."""
        ranked = sorted((_mean(parts), at) for at, (_, parts) in enumerate(self.parts))
        low, high = share(ranked[0][0]), share(ranked[-1][0])
        told = high if low == high else f"{low.removesuffix('%').rstrip()} to {high}"
        best = self.parts[ranked[-1][1]][0]
        return f"{told} ({about.label(best)} best)" if about and self._is_clear(ranked[-1][1]) else told

    def _is_clear(self, best: int) -> bool:
        """Whether its interval lies above all the others'."""
        ends = [(part.low, part.high) for _, parts in self.parts for part in parts if len(parts) == 1]
        if len(ends) != len(self.parts) or len(ends) < 2:
            return False
        low = ends[best][0]
        others = [high for at, (_, high) in enumerate(ends) if at != best]
        return low is not None and all(high is not None and high < low for high in others)

    @property
    def few(self) -> str:
        """That they are few, where they are."""
        most = max(sum(part.items for part in parts) for _, parts in self.parts)
        return f" ({spelled(most)} item{'s' * (most > 1)} at most)" if most < FEW else ""


def _several(about: About, entries: Sequence[SubjectProfile]) -> Telling:
    """For each regime from the worst to the best score, by name where one is clearly the best."""
    every, shown = about.counted(len(entries)), _shown_by(about, entries[0])
    start = f"{raised(every)} score" if about.others else f"The {every} score"
    within = _standing(entries, NEAR, f"on items {_within(shown)}", "within what is shown")
    far = [
        found
        for name in FAR
        for found in _standing(entries, [name], f"on items {_beyond(name, entries, shown)}", PLAINLY[name])
    ]
    beyond = _standing(entries, FAR, "", "beyond it")
    named, counted = (
        "; ".join(f"{one.span(names)} {one.where.rstrip(',')}{one.few}" for one in (*within, *far))
        for names in (about, None)
    )
    plain, bare = (
        ", ".join(f"{one.span()} {one.plain}" for one in (*within, *rest)) for rest in (far, beyond)
    )
    return Telling("what", tuple(f"{start} {text}." for text in (named, counted, plain, bare)), 9)


def _standing(
    entries: Sequence[SubjectProfile], regimes: Sequence[str], where: str, plain: str
) -> list[Standing]:
    """At most one: none where no item stands in these regimes."""
    found = [(one, [part for part in one.regimes if part.regime in regimes]) for one in entries]
    held = [(one, parts) for one, parts in found if parts]
    return [Standing(where, plain, held)] if held else []
