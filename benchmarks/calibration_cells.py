"""The truths that calibration.py draws data from."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtr

from farfield.measure.outcomes import Outcomes

Floats = NDArray[np.float64]

FARTHEST = 5.0
NEAR = FARTHEST / 3


@dataclass(frozen=True)
class Cell:
    """A truth and a design.

    `clusters` of `each` items; `alike`: all items of a cluster stand at one distance, else anywhere. `shared`:
    correlation of the latent luck of two items of a cluster. `link`: shape of the fall from `ceiling` to `floor`
    about `d50`. `graded`: scores are means of four tries. `effect`: log-odds of a standard deviation of distance
    at equal difficulty, and `confounded` the correlation of distance and difficulty, for slope and gap (None: the
    cell is one of a curve). `apart`: how far the difficulty of the farthest items, spread over a unit, lies from that
    of the nearest, and its cost bends, so that a straight adjustment across what they do not share is wrong.
    """

    clusters: int = 200
    each: int = 1
    alike: bool = True
    shared: float = 0.0
    floor: float = 0.0
    ceiling: float = 0.9
    d50: float = 2.5
    width: float = 0.6
    link: str = "logistic"
    graded: bool = False
    effect: float | None = None
    confounded: float = 0.0
    unequal: bool = False
    apart: float | None = None

    @property
    def seed(self) -> int:
        return zlib.crc32(repr(self).encode())

    def share(self, far: Floats) -> Floats:
        """How much of the way from the floor to the ceiling is left at these distances."""
        if self.link == "step":
            return (far < self.d50).astype(float)
        if self.link == "straight":
            return np.clip(1 - far / (2 * self.d50), 0, 1)
        if self.link == "decay":
            return np.asarray(np.exp(-np.log(2) * far / self.d50))
        if self.link == "level":
            return np.ones(len(far))
        if self.link == "rising":
            return np.asarray(0.25 + 0.75 * far / FARTHEST)
        if self.link == "two steps":
            return 0.5 * expit((1.0 - far) / 0.1) + 0.5 * expit((4.0 - far) / 0.1)
        return np.asarray(expit((self.d50 - far) / self.width))

    def expected(self, far: Floats) -> Floats:
        return self.floor + (self.ceiling - self.floor) * self.share(far)

    @property
    def reach(self) -> float:
        """Where the score above the floor is half its near-field value, as profile-json.md defines that."""
        along = np.linspace(0, 4 * FARTHEST, 40_001)
        share = self.share(along)
        near = float(share[along <= NEAR].mean())
        return float(along[np.argmax(share <= near / 2)]) if (share <= near / 2).any() else np.inf

    @property
    def near(self) -> float:
        """What the nearest third of the items score."""
        return float(self.expected(np.linspace(0, NEAR, 20_001)).mean())

    def draw(self, generator: np.random.Generator) -> Drawn:
        sizes = np.full(self.clusters, self.each)
        if self.unequal:
            sizes = 1 + generator.poisson((self.each - 1) * generator.gamma(1.0, 1.0, self.clusters))
        codes = np.repeat(np.arange(self.clusters), sizes)
        far = generator.uniform(0, FARTHEST, self.clusters)[codes]
        if not self.alike:
            far = generator.uniform(0, FARTHEST, len(codes))
        luck = generator.normal(size=self.clusters)[codes] * np.sqrt(self.shared)
        if self.effect is not None:
            return self._confounded(far, codes, luck, generator)
        tries = 4 if self.graded else 1
        own = generator.normal(size=(tries, len(codes))) * np.sqrt(1 - self.shared)
        scores = (ndtr(luck + own) < self.expected(far)).mean(axis=0)
        outcomes = Outcomes(scores, codes, np.full(len(codes), self.floor), {})
        return Drawn(self, far, outcomes, generator.normal(size=len(codes)))

    def _confounded(
        self, far: Floats, codes: NDArray[np.int64], luck: Floats, generator: np.random.Generator
    ) -> Drawn:
        assert self.effect is not None
        standard = (far - FARTHEST / 2) / (FARTHEST / np.sqrt(12))
        own = generator.normal(size=len(far))
        hard = self.confounded * standard + np.sqrt(1 - self.confounded**2) * own
        cost = hard
        if self.apart is not None:
            hard = generator.random(len(far)) + self.apart * far / FARTHEST
            cost = 4 * np.maximum(hard - 1, 0)
        logits = 0.3 + self.effect * standard - cost + 1.8 * luck
        scores = (generator.random(len(far)) < expit(logits)).astype(float)
        noise = generator.normal(size=len(far))
        return Drawn(self, far, Outcomes(scores, codes, np.zeros(len(far)), {"hard": hard}), noise)


@dataclass(frozen=True)
class Drawn:
    """A data set of a cell; `noise`: a ruler that has nothing to do with the scores."""

    cell: Cell
    far: Floats
    outcomes: Outcomes
    noise: Floats


ALIKE = Cell(each=10, shared=0.3)
ACROSS = Cell(each=10, alike=False, shared=0.3)
EFFECT = Cell(clusters=600, effect=0.0, confounded=0.6)
TEMPLATES = Cell(clusters=30, each=20, alike=False, shared=0.3, effect=0.0, confounded=0.6)

CELLS: dict[str, Cell] = {
    **{f"curve-alone-{n}": Cell(clusters=n) for n in (50, 200, 1000)},
    **{f"curve-alone-200-ceiling-{c}": Cell(ceiling=c) for c in (0.35, 0.6, 0.97)},
    **{f"curve-alone-200-floor-{g}": Cell(floor=g) for g in (0.25, 0.5)},
    "curve-alone-200-graded": Cell(graded=True),
    **{f"curve-alike-{n}": replace(ALIKE, clusters=n) for n in (5, 10, 20, 30, 50, 100)},
    "curve-alike-20-ceiling-0.35": replace(ALIKE, clusters=20, ceiling=0.35),
    "curve-alike-20-floor-0.25": replace(ALIKE, clusters=20, floor=0.25),
    "curve-alike-50-shared-0.7": replace(ALIKE, clusters=50, shared=0.7),
    "curve-alike-50-unequal": replace(ALIKE, clusters=50, unequal=True),
    **{f"curve-across-{n}": replace(ACROSS, clusters=n) for n in (5, 10, 20, 30, 100)},
    "curve-across-30-40": replace(ACROSS, clusters=30, each=40, ceiling=0.6, floor=0.2),
    "curve-across-30-shared-0.7": replace(ACROSS, clusters=30, shared=0.7),
    "curve-across-30-graded": replace(ACROSS, clusters=30, graded=True),
    "censored-beyond": Cell(clusters=400, d50=7.0, width=0.6),
    "censored-edge": Cell(clusters=400, d50=4.8, width=0.6),
    "censored-alike-30": replace(ALIKE, clusters=30, d50=7.0),
    "unseen-ceiling": Cell(clusters=400, d50=1.0, width=1.0),
    **{f"link-{link.replace(' ', '-')}-400": Cell(clusters=400, link=link) for link in ("step", "straight", "decay")},
    "link-two-steps-400": Cell(clusters=400, link="two steps"),
    "link-straight-2000": Cell(clusters=2000, link="straight"),
    "link-two-steps-alike-60": replace(ALIKE, clusters=60, link="two steps"),
    "rising-300": Cell(clusters=300, link="rising", ceiling=0.8),
    "rising-across-30": replace(ACROSS, clusters=30, link="rising", ceiling=0.8),
    "flat-60": Cell(clusters=60, link="level", ceiling=0.3),
    "flat-400": Cell(clusters=400, link="level", ceiling=0.6),
    "flat-across-20": replace(ACROSS, clusters=20, link="level", ceiling=0.5),
    "few-clusters-4": replace(ACROSS, clusters=4, each=50),
    **{
        f"rare-{p:g}-{n}-{each}": Cell(n, each, False, 0.3, ceiling=p, link="level")
        for p in (0.005, 0.02, 0.98)
        for n, each in ((5, 100), (10, 20), (30, 40))
    },
    "rare-0.02-30-40-alike": Cell(30, 40, False, 0.7, ceiling=0.02, link="level"),
    "rare-0.01-alone-300": Cell(clusters=300, ceiling=0.01, link="level"),
    "slope-alone-600": EFFECT,
    "overlap-whole-600": replace(EFFECT, apart=0.2),
    "overlap-partial-600": replace(EFFECT, apart=0.6),
    "overlap-partial-200": replace(EFFECT, clusters=200, apart=0.6),
    "overlap-none-600": replace(EFFECT, apart=2.0),
    "slope-alone-600-effect": replace(EFFECT, effect=-0.4),
    "slope-alone-100-effect": replace(EFFECT, clusters=100, effect=-0.4),
    **{f"slope-templates-{n}": replace(TEMPLATES, clusters=n) for n in (8, 15, 30, 60)},
    "slope-templates-30-effect": replace(TEMPLATES, effect=-0.4),
    "slope-templates-30-40-unequal": replace(TEMPLATES, each=40, unequal=True),
    "slope-alike-15": replace(TEMPLATES, clusters=15, alike=True),
    "slope-alike-40": replace(TEMPLATES, clusters=40, alike=True),
}  # fmt: skip
