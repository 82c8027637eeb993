"""The look, in one place: an accent for each regime, the same in plots, tables and the terminal."""

from __future__ import annotations

from dataclasses import dataclass

from farfield.records import REGIMES, Regime


@dataclass(frozen=True, slots=True)
class Accent:
    """One colour as it stands on light paper and on a dark screen."""

    light: str
    dark: str


REGIME_ACCENTS: dict[Regime, Accent] = {
    "recall": Accent("#c2410c", "#fb8f5c"),
    "interpolation": Accent("#e0a100", "#f2c744"),
    "composition": Accent("#12966f", "#37c79c"),
    "extrapolation": Accent("#2878c8", "#5aa9f5"),
    "hyperpolation": Accent("#6d3fa0", "#9e62e6"),
    "unknown": Accent("#8b8f98", "#868b96"),
}
"""From near to far, from warm to cold; recall is the warmest. Told apart by colour-blind readers too."""

VERDICT_ACCENTS: dict[str, Accent] = {
    "no_patch": Accent("#3b3f47", "#cfd2d8"),
    "copied": Accent("#c2410c", "#fb8f5c"),
    "reproduced": Accent("#e0a100", "#f2c744"),
    "displayed": Accent("#6d3fa0", "#9e62e6"),
    "undecided": Accent("#8b8f98", "#868b96"),
    "nothing_found": Accent("#2878c8", "#5aa9f5"),
}
"""What stands behind an agent's run; the same colours stand for what it displayed."""

GRADE_VERDICTS = {
    "answer": "copied",
    "later": "displayed",
    "undecided": "undecided",
    "looked": "nothing_found",
}
"""Which of these colours a grade of what was displayed has."""

OUTCOME_ACCENTS: dict[str, Accent] = {
    "current": Accent("#2878c8", "#5aa9f5"),
    "stale": Accent("#c2410c", "#fb8f5c"),
    "misplaced": Accent("#6d3fa0", "#9e62e6"),
    "defers": Accent("#12966f", "#37c79c"),
    "denies": Accent("#e0a100", "#f2c744"),
    "other": Accent("#8b8f98", "#868b96"),
    "empty": Accent("#cfd2d8", "#4a4f59"),
}
"""What came of an answer to a dated fact."""

NEAREST_BAND = Accent("#1d3a58", "#d3e4f7")
FARTHEST_BAND = Accent("#cbd8e6", "#3a587a")
BAND_SHADES = 10
"""Bands of distance: one hue, fading from the nearest to the farthest."""

LINE_ACCENTS: tuple[Accent, ...] = (
    Accent("#16324f", "#e3eefa"),
    Accent("#b0567a", "#ea9dbb"),
    Accent("#4b8f8c", "#7fcfca"),
    Accent("#8a6d3b", "#d3b27a"),
    Accent("#5d74c9", "#a3b3f5"),
    Accent("#7b8794", "#aab4c0"),
    Accent("#b5542b", "#f0a37d"),
    Accent("#1f6b3f", "#7fd09b"),
    Accent("#6e3f8f", "#c39be3"),
    Accent("#1a87a8", "#74cdea"),
    Accent("#a8324a", "#ff8fa3"),
    Accent("#6b7f2a", "#b7c96f"),
)
"""Subjects laid over each other; shape and dash tell them apart as well."""

LINE_DASHES: tuple[str, ...] = ("", "6 3", "2 3", "9 3 2 3", "12 4", "4 2 1 2") * 2


def regime_class(regime: str) -> str:
    """The CSS class that gives an element a regime's accent; an unheard-of regime is shown as unknown."""
    return f"regime-{regime if regime in REGIMES else 'unknown'}"


def band_class(index: int, bands: int) -> str:
    """The CSS class of band `index` (0 is the nearest) of `bands`."""
    return f"band-{round(index * (BAND_SHADES - 1) / max(bands - 1, 1))}"


def verdict_class(verdict: str) -> str:
    """The CSS class of what stands behind a run."""
    return f"verdict-{verdict.replace(' ', '_')}"


def grade_class(grade: str) -> str:
    """The CSS class of what a run displayed."""
    return verdict_class(GRADE_VERDICTS.get(grade, "undecided"))


def outcome_class(outcome: str) -> str:
    """The CSS class of what came of an answer to a dated fact."""
    return f"outcome-{outcome if outcome in OUTCOME_ACCENTS else 'other'}"


def _band_accents() -> list[Accent]:
    steps = [number / (BAND_SHADES - 1) for number in range(BAND_SHADES)]
    return [
        Accent(
            _between(NEAREST_BAND.light, FARTHEST_BAND.light, at),
            _between(NEAREST_BAND.dark, FARTHEST_BAND.dark, at),
        )
        for at in steps
    ]


def _between(one: str, other: str, at: float) -> str:
    pairs = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + bytes(round(a + (b - a) * at) for a, b in pairs).hex()


def terminal_colour(regime: str) -> str:
    """The colour of a regime in a terminal."""
    return next((accent.light for name, accent in REGIME_ACCENTS.items() if name == regime), "bright_black")


def style_rules() -> str:
    """The palette as CSS: each class sets `--accent`, in light everywhere, in dark on screens that ask for it."""
    named: dict[str, Accent] = {regime_class(name): accent for name, accent in REGIME_ACCENTS.items()}
    named |= {f"band-{i}": accent for i, accent in enumerate(_band_accents())}
    named |= {f"line-{i}": accent for i, accent in enumerate(LINE_ACCENTS)}
    named |= {verdict_class(name): accent for name, accent in VERDICT_ACCENTS.items()}
    named |= {outcome_class(name): accent for name, accent in OUTCOME_ACCENTS.items()}
    light = "".join(f".{name}{{--accent:{accent.light}}}" for name, accent in named.items())
    dark = "".join(f".{name}{{--accent:{accent.dark}}}" for name, accent in named.items())
    dashes = "".join(f".line-{i}{{--dash:{dash or 'none'}}}" for i, dash in enumerate(LINE_DASHES))
    return f"{light}\n{dashes}\n@media screen and (prefers-color-scheme: dark){{{dark}}}\n"
