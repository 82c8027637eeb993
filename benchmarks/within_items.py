"""Does the slope within items mislead, where the truth is known? 1,000 simulated pairs a cell.

    python benchmarks/within_items.py              all cells, into within_items.csv and docs/calibration.md
    python benchmarks/within_items.py --sims 50    fewer, printed and not kept

Two subjects answer the same items, each at its own distance from them; worlds and draws are those of the tests
(tests/within_worlds.py).
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__)
sys.path.insert(0, str(HERE.parents[1] / "tests"))
from farfield.comparison.within_items import fit_within_items  # noqa: E402
from farfield.results.structs import known  # noqa: E402
from within_worlds import WORLDS, World, draw  # noqa: E402

SIMULATIONS = 1000
ITEMS = (150, 400, 1000)
PAGE = HERE.parents[1] / "docs" / "calibration.md"
MARKS = re.compile(r"(<!-- printed: within -->\n).*?(<!-- end -->)", re.DOTALL)
COLUMNS = (
    "world",
    "items",
    "told",
    "slope found",
    "slope covered",
    "slope clear",
    "share told",
    "share",
    "share covered",
)


def cell(world: World, items: int, simulations: int) -> tuple[object, ...]:
    """What came out over so many pairs; `told`: the share of them in which there was a slope within items."""
    slopes: list[float] = []
    shares: list[float] = []
    covered = clear = share_covered = 0
    for seed in range(simulations):
        pair = draw(world, items, seed)
        found = known(fit_within_items(pair, 0.95, 0))
        truth, within = world.slope * pair.distances.std(), found.within
        if within.per_sd is not None:
            slopes.append(within.per_sd)
            covered += known(within.low) <= truth <= known(within.high)
            clear += not known(within.low) <= 0 <= known(within.high)
        if found.share.difference is not None:
            shares.append(found.share.difference)
            if world.share is not None and found.share.low is not None:
                share_covered += found.share.low <= world.share <= known(found.share.high)

    def part(count: int, of: int) -> str:
        return f"{count / of:.3f}" if of else ""

    return (
        world.told, items, part(len(slopes), simulations),
        f"{np.median(slopes):.2f}" if slopes else "", part(covered, len(slopes)), part(clear, len(slopes)),
        part(len(shares), simulations), f"{np.median(shares):.2f}" if shares else "",
        part(share_covered, len(shares)) if world.share is not None else "",
    )  # fmt: skip


def main() -> None:
    fewer = int(sys.argv[sys.argv.index("--sims") + 1]) if "--sims" in sys.argv else None
    rows = [cell(world, items, fewer or SIMULATIONS) for world in WORLDS.values() for items in ITEMS]
    lines = [f"| {' | '.join(map(str, row))} |" for row in (COLUMNS, ["---"] * len(COLUMNS), *rows)]
    print("\n".join(lines))
    if fewer is None:
        with HERE.with_suffix(".csv").open("w", newline="") as stream:
            csv.writer(stream).writerows([COLUMNS, *rows])
        table = "\n".join(lines)
        PAGE.write_text(MARKS.sub(lambda found: f"{found[1]}\n{table}\n\n{found[2]}", PAGE.read_text()))


if __name__ == "__main__":
    main()
