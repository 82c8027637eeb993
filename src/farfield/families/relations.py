"""Ten ways in which questions hang together logically, and the worlds that each leaves possible.

The names of the relations and of their roles are those of Paleka et al. (2024), whose data sets others follow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np

from farfield.arrays import Floats, Rows

Event = Callable[..., bool]


def _always(*_: bool) -> bool:
    return True


@dataclass(frozen=True)
class Role:
    """One probability of a tuple: that of `event`, called off unless `given`; both are functions of the variables."""

    event: Event
    given: Event = _always


@dataclass(frozen=True)
class Relation:
    """Questions that hang together: variables that may be true or false freely, and what each role says of them.

    `base`: the roles that are questions of their own, whose resolutions are facts and not deductions. `restated`:
    roles that say a base question again, or its opposite.
    """

    name: str
    variables: int
    roles: Mapping[str, Role]
    base: tuple[str, ...]
    restated: tuple[str, ...] = ()

    @cached_property
    def assignments(self) -> list[tuple[bool, ...]]:
        """Every truth assignment of the variables, (2^v of them)."""
        return list(product((True, False), repeat=self.variables))

    @cached_property
    def whole(self) -> tuple[Rows, Rows]:
        """For each role and assignment, (r, 2^v): whether it comes true, and whether it is asked at all."""
        asked = np.array([[bool(one.given(*a)) for a in self.assignments] for one in self.roles.values()])
        true = np.array([[bool(one.event(*a)) for a in self.assignments] for one in self.roles.values()])
        return true & asked, asked

    @cached_property
    def worlds(self) -> tuple[Floats, Floats]:
        """Distinct columns of `whole` as numbers, (r, k): true, and asked."""
        true, asked = self.whole
        columns = np.unique(np.concatenate([true, asked]).T, axis=0).T[:, ::-1].astype(np.float64)
        return columns[: len(self.roles)], columns[len(self.roles) :]

    def allows(self, resolved: Mapping[str, bool | None]) -> bool:
        """Whether some world has these resolutions; of roles that are unresolved or called off any will do."""
        true, asked = self.whole
        fits = np.ones(true.shape[1], dtype=bool)
        for at, role in enumerate(self.roles):
            value = resolved.get(role)
            if value is not None:
                fits &= ~asked[at] | (true[at] == value)
        return bool(fits.any())

    def chances(self, rate: float) -> Floats:
        """The probability of each role (r,) where every variable is true with chance `rate`, independently."""
        true, asked = self.whole
        shares = np.array([np.prod([rate if v else 1 - rate for v in a]) for a in self.assignments])
        held = asked @ shares
        return np.asarray(np.where(held > 0, true @ shares / np.where(held > 0, held, 1.0), rate))


def _p(p: bool, *_: bool) -> bool:
    return p


def _q(_: bool, q: bool, *__: bool) -> bool:
    return q


def _not_q(_: bool, q: bool, *__: bool) -> bool:
    return not q


def _r(_: bool, __: bool, r: bool) -> bool:
    return r


def _both(p: bool, q: bool, *_: bool) -> bool:
    return p and q


def _either(p: bool, q: bool, *_: bool) -> bool:
    return p or q


_P, _Q, _BOTH, _EITHER = Role(_p), Role(_q), Role(_both), Role(_either)

RELATIONS: dict[str, Relation] = {
    one.name: one
    for one in (
        Relation("Neg", 1, {"P": _P, "not_P": Role(lambda p: not p)}, ("P",), ("not_P",)),
        Relation("Paraphrase", 1, {"P": _P, "para_P": _P}, ("P",), ("para_P",)),
        Relation("Consequence", 2, {"P": _P, "cons_P": _EITHER}, ("P",)),
        Relation("And", 2, {"P": _P, "Q": _Q, "P_and_Q": _BOTH}, ("P", "Q")),
        Relation("Or", 2, {"P": _P, "Q": _Q, "P_or_Q": _EITHER}, ("P", "Q")),
        Relation("AndOr", 2, {"P": _P, "Q": _Q, "P_and_Q": _BOTH, "P_or_Q": _EITHER}, ("P", "Q")),
        Relation(
            "But", 2, {"P": _P, "Q_and_not_P": Role(lambda p, q: q and not p), "P_or_Q": _EITHER}, ("P",)
        ),
        Relation("Cond", 2, {"P": _P, "Q_given_P": Role(_q, _p), "P_and_Q": _BOTH}, ("P",)),
        Relation(
            "CondCond",
            3,
            {
                "P": _P,
                "Q_given_P": Role(_q, _p),
                "R_given_P_and_Q": Role(_r, _both),
                "P_and_Q_and_R": Role(lambda p, q, r: p and q and r),
            },
            ("P",),
        ),
        Relation(
            "ExpectedEvidence",
            2,
            {"P": _P, "Q": _Q, "P_given_Q": Role(_p, _q), "P_given_not_Q": Role(_p, _not_q)},
            ("P", "Q"),
        ),
    )
}
"""By name. A stated probability of a role that is `given` something is a bet that is called off otherwise."""


def known_check(name: str) -> str | None:
    """The relation that a check of this name is, whatever its case; `NegChecker` is Neg. None where it is none."""
    plain = name.casefold()
    return _SPELLED.get(plain) or _SPELLED.get(plain.removesuffix("checker"))


_SPELLED = {name.casefold(): name for name in RELATIONS}
