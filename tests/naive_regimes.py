"""The regime rule, straight from its definition: one point at a time, every count by going through all points shown.

1. recall is not of points. 2. hyperpolation: some axis is frozen and the point leaves its value. 3. extrapolation:
outside the tau-supported range of a varied ordered axis, or at an unseen level of a varied categorical axis.
4. composition-t: all (t-1)-way combinations have N >= tau, some t-way combination has not. 5. interpolation.
"""

from __future__ import annotations

from itertools import combinations, product

Shown = list[tuple[dict[str, object], int]]


def naive_label(  # noqa: PLR0915
    point: dict[str, object], axes: list, shown: Shown, told: list[set[str]], tau: int
) -> tuple[str, object]:
    """(regime, detail): the order of a composition, or which extrapolation."""
    kinds = {axis.name: axis.kind for axis in axes}

    def atoms(name: str, level: object) -> set[object]:
        return set(str(level).split("+")) if kinds[name] == "compositional" else {level}

    def n(factors: list[tuple[str, object]]) -> int:
        return sum(
            count
            for one, count in shown
            if all(name in one and factor in atoms(name, one[name]) for name, factor in factors)
        )

    def levels(name: str) -> dict[object, int]:
        found: dict[object, int] = {}
        for one, count in shown:
            if name in one:
                found[one[name]] = found.get(one[name], 0) + count
        return found

    common, frozen, is_shown = {}, set(), set()
    for axis in axes:
        counts = levels(axis.name)
        if not counts:
            continue
        most = max(counts.values())
        best = [
            level for level in sorted(counts, key=lambda v: (isinstance(v, str), v)) if counts[level] == most
        ]
        common[axis.name] = next((level for level in best if str(level) == str(axis.default)), best[0])
        off = sum(counts.values()) - counts[common[axis.name]]
        factors = {factor for level in counts for factor in atoms(axis.name, level)}
        if any(n([(axis.name, factor)]) >= tau for factor in factors):
            is_shown.add(axis.name)
        if off < tau:
            frozen.add(axis.name)
            if counts[common[axis.name]] < tau:
                is_shown.discard(axis.name)
    for axis in axes:
        name = axis.name
        if name in frozen & is_shown and not atoms(name, point[name]) <= atoms(name, common[name]):
            return "hyperpolation", None
    stands_for: dict[str, list[object]] = {}
    for axis in axes:
        name, level = axis.name, point[axis.name]
        stands_for[name] = [level]
        varied = name in is_shown and name not in frozen
        if axis.kind != "ordered":
            if varied and any(n([(name, factor)]) < tau for factor in atoms(name, level)):
                return "extrapolation", "unseen level"
            continue
        supported = [one for one, count in levels(name).items() if count >= tau]
        if level not in supported and supported:
            if varied and not min(supported) < level < max(supported):
                return "extrapolation", "range"
            below, above = [s for s in supported if s < level], [s for s in supported if s > level]
            stands_for[name] = [max(below), min(above)] if below and above else [level]
    if any(axis.name not in is_shown for axis in axes):
        return "unknown", None
    factors = [
        (axis.name, factor) for axis in axes for factor in sorted(atoms(axis.name, point[axis.name]), key=str)
    ]
    for t in range(2, len(factors) + 1):
        untold = False
        for some in combinations(factors, t):
            if not any({name for name, _ in some} <= together for together in told):
                untold = True
                continue
            places = [stands_for[name] if kinds[name] == "ordered" else [factor] for name, factor in some]
            names = [name for name, _ in some]
            if any(n(list(zip(names, chosen, strict=True))) < tau for chosen in product(*places)):
                return "composition", t
        if untold:
            return "unknown", None
    return "interpolation", None
