"""Rows of stated probabilities → whole tuples, relation by relation, and what they leave out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from farfield.arrays import Codes, Floats, Rows
from farfield.families.relations import RELATIONS, Relation, known_check


@dataclass(frozen=True)
class Tuples:
    """The n whole tuples of a relation: `stated` (n, r) in the order of its roles, and `rows` with their names.

    `rows` has `subject`, `tuple`, `question` (of the role P), `level` and `distance`. `resolved` (n, r): 1 true, 0
    false, not-a-number unknown. `questions` (n, r): the code of each role's question.
    """

    relation: Relation
    stated: Floats
    rows: pl.DataFrame
    resolved: Floats
    questions: Codes

    def of(self, kept: pl.Series) -> Tuples:
        """Those of the rows that are true in `kept`."""
        at = kept.to_numpy()
        return Tuples(
            self.relation, self.stated[at], self.rows.filter(kept), self.resolved[at], self.questions[at]
        )


@dataclass
class LeftOut:
    """Rows and tuples that are not used."""

    unknown_checks: Counter[str] = field(default_factory=Counter)
    unknown_roles: Counter[str] = field(default_factory=Counter)
    lacking_roles: int = 0
    two_probabilities: int = 0
    several_levels: int = 0


def gather(stated: pl.DataFrame) -> tuple[dict[str, Tuples], LeftOut]:
    """Whole tuples by relation, in the order of RELATIONS; `stated` follows STATED_SCHEMA.

    A question without a name of its own is that of its subject's tuple and role: the same in every subject. A tuple of
    which a role was asked at several levels is one at each of them; one whose roles stand at different levels is at
    none.
    """
    left = LeftOut()
    stated = _spelled(stated)
    known = stated["check"].is_in(list(RELATIONS))
    left.unknown_checks.update(dict(stated.filter(~known)["check"].value_counts().iter_rows()))
    named = stated.with_columns(
        question=pl.coalesce("question", pl.concat_str("check", "tuple", "role", separator="\x1f"))
    ).with_columns(code=pl.col("question").rank("dense").cast(pl.Int64))
    named = _by_level(named)
    found = {}
    for name, relation in RELATIONS.items():
        rows = named.filter(pl.col("check") == name)
        whole = _whole(rows, relation, left)
        if whole is not None:
            found[name] = whole
    return found, left


def _spelled(stated: pl.DataFrame) -> pl.DataFrame:
    """Checks and roles as RELATIONS spells them, whatever their case; `NegChecker` is Neg."""
    checks = {name: spelled for name in stated["check"].unique() if name and (spelled := known_check(name))}
    roles = {role.casefold(): role for one in RELATIONS.values() for role in one.roles}
    return stated.with_columns(
        pl.coalesce(told.replace_strict(known, default=None, return_dtype=pl.String), column).alias(column)
        for column, told, known in (
            ("check", pl.col("check"), checks),
            ("role", pl.col("role").str.to_lowercase(), roles),
        )
    )


def _by_level(named: pl.DataFrame) -> pl.DataFrame:
    """Each asking of a tuple by a name of its own, where a role of it was asked at several levels."""
    asked = ["subject", "check", "tuple"]
    again = pl.col("level").drop_nulls().n_unique().over([*asked, "role"]).max().over(asked) > 1
    apart = pl.concat_str("tuple", "level", separator=" · ", ignore_nulls=True)
    return named.with_columns(tuple=pl.when(again).then(apart).otherwise("tuple"))


def _whole(rows: pl.DataFrame, relation: Relation, left: LeftOut) -> Tuples | None:
    roles = list(relation.roles)
    strange = rows.filter(~pl.col("role").is_in(roles))["role"].value_counts()
    left.unknown_roles.update({f"{relation.name}: {role}": number for role, number in strange.iter_rows()})
    by_role = (
        rows.filter(pl.col("role").is_in(roles))
        .group_by("subject", "tuple", "role", maintain_order=True)
        .agg(
            pl.col("prob").first(),
            pl.col("prob").n_unique().alias("several"),
            pl.col("resolution").cast(pl.Float64).drop_nulls().mean(),
            pl.col("code", "question", "level", "distance").first(),
        )
    )
    keys = by_role.group_by("subject", "tuple", maintain_order=True).agg(
        pl.len().alias("roles"),
        (pl.col("several") > 1).any().alias("twice"),
        (pl.col("level").drop_nulls().n_unique() > 1).alias("apart"),
    )
    left.two_probabilities += int(keys["twice"].sum())
    left.lacking_roles += int((~keys["twice"] & (keys["roles"] < len(roles))).sum())
    keys = keys.filter(~pl.col("twice") & (pl.col("roles") == len(roles)))
    if keys.is_empty():
        return None
    left.several_levels += int(keys["apart"].sum())
    place = pl.col("role").replace_strict({role: at for at, role in enumerate(roles)}, return_dtype=pl.Int64)
    ordered = (
        keys.select("subject", "tuple", "apart")
        .with_row_index("_tuple")
        .join(by_role, on=["subject", "tuple"])
        .with_columns(place.alias("_place"), level=pl.when(~pl.col("apart")).then("level"))
        .sort("_tuple", "_place")
    )
    return _of_rows(ordered, relation)


def _of_rows(ordered: pl.DataFrame, relation: Relation) -> Tuples:
    """Of one row for each role of each tuple, in their order."""

    def grid(name: str) -> Floats:
        values = ordered[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()
        return values.reshape(-1, len(relation.roles))

    resolved = grid("resolution")
    return Tuples(
        relation,
        grid("prob"),
        ordered.filter(pl.col("_place") == 0).select("subject", "tuple", "question", "level", "distance"),
        np.where((resolved > 0) & (resolved < 1), np.nan, resolved),
        grid("code").astype(np.int64),
    )


@dataclass(frozen=True)
class Resolutions:
    """What base questions came to, by their code; and what the resolutions contradict."""

    facts: Mapping[int, float]
    two_resolutions: int
    contradicted: Mapping[str, int]


def resolve(tuples: Mapping[str, Tuples]) -> Resolutions:
    """The facts that discrimination rests on: resolutions of base questions alone.

    A question that came true here and false there is no fact. Where no world has a tuple's resolutions, what was
    deduced is in doubt: compounds are not used at all, and a base question that only its restatement contradicts is no
    fact either. To drop the base questions of every contradicted tuple would choose them by how they came out.
    """
    told_codes, told_values = [np.zeros(0, np.int64)], [np.zeros(0)]
    doubted: set[int] = set()
    contradicted = {}
    for name, whole in tuples.items():
        roles = list(whole.relation.roles)
        bases = [at for at, role in enumerate(roles) if role in whole.relation.base]
        for at in bases:
            told = ~np.isnan(whole.resolved[:, at])
            told_codes.append(whole.questions[told, at])
            told_values.append(whole.resolved[told, at])
        wrong = ~_allowed(whole)
        names = whole.rows.filter(pl.Series(wrong))["tuple"].n_unique()
        if names:
            contradicted[name] = names
        if whole.relation.restated:
            doubted.update(whole.questions[wrong][:, bases].ravel().tolist())
    codes, place = np.unique(np.concatenate(told_codes), return_inverse=True)
    means = np.bincount(place.reshape(-1), np.concatenate(told_values)) / np.bincount(place.reshape(-1))
    both = (means > 0) & (means < 1)  # each resolution is 0 or 1
    unsure = doubted.union(codes[both].tolist())
    sure = {
        code: mean for code, mean in zip(codes.tolist(), means.tolist(), strict=True) if code not in unsure
    }
    return Resolutions(sure, len(unsure), contradicted)


def _allowed(whole: Tuples) -> Rows:
    """Whether some world has the resolutions of each tuple (n,)."""
    roles = list(whole.relation.roles)
    patterns, back = np.unique(np.nan_to_num(whole.resolved, nan=-1.0), axis=0, return_inverse=True)
    fits = [
        whole.relation.allows({role: None if v < 0 else bool(v) for role, v in zip(roles, row, strict=True)})
        for row in patterns.tolist()
    ]
    return np.array(fits, dtype=bool)[back.reshape(-1)]
