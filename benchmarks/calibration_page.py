"""The results of calibration.py as tables and plots of docs/calibration.md: `python benchmarks/calibration_page.py`."""

from __future__ import annotations

from pathlib import Path

from calibration import read_results
from calibration_cells import CELLS, Cell
from farfield.report.charts.standalone import DotRows, write_dot_rows

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "calibration.md"
START, END = "<!-- tables: begin -->", "<!-- tables: end -->"
HELD = "<!-- held: begin -->", "<!-- held: end -->"

COVERED = ("score", "near", "curve", "ceiling", "reach", "crude slope", "adjusted slope", "gap", "saving")
SHARES = ("interval", "fitted", "reach told", "censored", "gap adjusted")
REJECTED = ("misfit p < .05", "unsteady p < .05", "crude slope ≠ 0", "adjusted slope ≠ 0")
REJECTED += ("ruler saves > 0", "noise saves > 0")
GOOD = (0.93, 0.97)
COLOURS = {
    "score": "#777777",
    "curve": "#0072b2",
    "ceiling": "#e69f00",
    "reach": "#009e73",
    "near": "#cc79a7",
}
COLOURS |= {"crude slope": "#777777", "adjusted slope": "#0072b2", "gap": "#e69f00", "saving": "#009e73"}

Results = dict[str, dict[str, float]]


def results() -> Results:
    found: Results = {}
    for row in read_results():
        if row["cell"] in CELLS:
            found.setdefault(row["cell"], {})[row["quantity"]] = float(row["value"])
    return {name: found[name] for name in CELLS if name in found}


def wrong_link(cell: Cell) -> bool:
    return cell.effect is None and cell.link not in ("logistic", "level", "rising")


def without_fall(cell: Cell) -> bool:
    return cell.effect is None and cell.link in ("level", "rising")


def told(cell: Cell) -> str:
    """A cell in words, what differs from the plain case only."""
    parts = [f"{cell.clusters} × {cell.each}" if cell.each > 1 else f"{cell.clusters} alone"]
    if cell.each > 1:
        parts.append(f"{'alike' if cell.alike else 'across'}, ρ {cell.shared:g}")
    if cell.apart is not None:
        parts.append(f"effect {cell.effect:g}, difficulty {cell.apart:g} apart, its cost bent")
    elif cell.effect is not None:
        parts.append(f"effect {cell.effect:g}, confounding {cell.confounded:g}")
    elif without_fall(cell):
        rise = "rises to" if cell.link == "rising" else "level at"
        parts.append(f"{rise} {cell.ceiling:g}")
    else:
        parts.append(f"{cell.floor:g} to {cell.ceiling:g}, d50 {cell.d50:g}")
    parts += [cell.link] if wrong_link(cell) else []
    return "; ".join(parts + ["graded"] * cell.graded + ["unequal sizes"] * cell.unequal)


def table(found: Results, quantities: tuple[str, ...]) -> str:
    """One row a cell; coverage outside GOOD is bold."""
    used = [q for q in quantities if any(q in cell for cell in found.values())]
    lines = [f"| cell | truth and design | {' | '.join(used)} |", "|---|---|" + "---|" * len(used)]
    for name, values in found.items():
        shown = []
        for quantity in used:
            value = values.get(quantity)
            bad = value is not None and quantity in COVERED and not GOOD[0] <= round(value, 3) <= GOOD[1]
            shown.append("" if value is None else f"**{value:.3f}**" if bad else f"{value:.3f}")
        lines.append(f"| `{name}` | {told(CELLS[name])} | {' | '.join(shown)} |")
    return "\n".join(lines)


def failing(found: Results, quantities: tuple[str, ...]) -> list[str]:
    """The cells in which an interval holds the truth less often than GOOD."""
    short = []
    for name, values in found.items():
        low = [f"{q} {values[q]:.3f}" for q in quantities if q in values and round(values[q], 3) < GOOD[0]]
        short += [f"- `{name}`: {', '.join(low)}"] if low else []
    return short


def held(found: Results) -> str:
    """How many of all intervals held the truth as often as they say: the first sentence of the page."""
    told = [(name, q, values[q]) for name, values in found.items() for q in COVERED if q in values]
    good = [one for one in told if round(one[2], 3) >= GOOD[0]]
    short = {name for name, _, value in told if round(value, 3) < GOOD[0]}
    return (
        f"Of {len(told)} intervals in {len(found)} cells of simulations, {len(good)} hold the truth in at least "
        f"{100 * GOOD[0]:.0f} of 100 data sets, and {len(told) - len(good)}, in {len(short)} cells, do not."
    )


def older(found: Results) -> list[str]:
    """Cells that were last run before near field and common support were as they are."""
    asked = {True: "gap adjusted", False: "interval"}
    return [name for name, values in found.items() if asked[CELLS[name].effect is not None] not in values]


def between(text: str, marks: tuple[str, str], inside: str) -> str:
    before, _, rest = text.partition(marks[0])
    return before + f"{marks[0]}\n{inside}\n{marks[1]}" + rest.partition(marks[1])[2]


def plot(found: Results, quantities: tuple[str, ...], title: str) -> str:
    """Coverage as dots in rows, from .80 to 1; what lies below stands at the left edge as a triangle."""
    rows = {name: {q: values[q] for q in quantities if q in values} for name, values in found.items()}
    colours = {quantity: COLOURS[quantity] for quantity in quantities}
    return write_dot_rows(DotRows(title, rows, colours, (0.8, 1.0), GOOD, say=lambda value: f"{value:.2f}"))


def main() -> None:
    found = results()
    level = {n: v for n, v in found.items() if without_fall(CELLS[n])}
    curves = {
        n: v
        for n, v in found.items()
        if CELLS[n].effect is None and not wrong_link(CELLS[n]) and n not in level
    }
    wrong = {n: v for n, v in found.items() if wrong_link(CELLS[n])}
    slopes = {n: v for n, v in found.items() if CELLS[n].effect is not None}
    groups = (
        ("curve", "Curve and reach", curves),
        ("link", "Wrong link", wrong),
        ("level", "Without a fall, and near 0 and 1", level),
        ("slope", "Slope and gap", slopes),
    )
    told_of = []
    for name, title, cells in filter(lambda group: group[2], groups):
        quantities = tuple(q for q in COVERED if any(q in values for values in cells.values()))
        (DOCS / f"calibration-{name}.svg").write_text(
            plot(cells, quantities, f"{title}: share of 95 % intervals")
        )
        short = failing(cells, quantities) or ["- none"]
        told_of += [f"### {title}", f"![{title}](calibration-{name}.svg)", table(cells, quantities + SHARES)]
        told_of += [
            "Tests, share that reject:",
            table(cells, REJECTED),
            "Cells that fall short:",
            "\n".join(short),
        ]
    missing = ", ".join(f"`{name}`" for name in CELLS if name not in found)
    told_of += [f"Cells not run yet: {missing}."] if missing else []
    stale = ", ".join(f"`{name}`" for name in older(found))
    told_of += (
        [f"Cells whose figures are of before, without near field, reach and gap: {stale}."] if stale else []
    )
    text = between(PAGE.read_text(), HELD, held(found))
    PAGE.write_text(between(text, (START, END), "\n" + "\n\n".join(told_of) + "\n"))


if __name__ == "__main__":
    main()
