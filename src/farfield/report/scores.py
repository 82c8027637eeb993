"""The numbers beside the curve: a row for each subject with score, near, far, gap, reach and slope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from farfield.measure.wording import covariates
from farfield.report import wording
from farfield.report.markup import tag
from farfield.report.tables import cell, numbers_table

Profile = Mapping[str, Any]


def scores_table(profiles: Sequence[Profile], ruler: str) -> Element:
    adjusted = any(p["rulers"][ruler]["gap"]["adjusted"] for p in profiles)
    gap = "gap, points, adjusted" if adjusted else "gap, points"
    titles = ("subject", "score", "nearest third", "farthest third", gap, "reach", "slope, log-odds per SD")
    return numbers_table(
        "Scores near and far", titles, [_row(profile, ruler, adjusted) for profile in profiles]
    )


def _row(profile: Profile, ruler: str, adjusted: bool) -> Element:
    measured, score = profile["rulers"][ruler], profile["score"]
    gap, reach = measured["gap"], measured["reach"]
    return tag(
        "tr",
        tag("th", profile["subject"], scope="row"),
        cell(wording.percent(score["mean"]), f"{wording.ends_of(score)} {wording.held(score['items'])}"),
        _field(gap, "near"),
        _field(gap, "far"),
        cell(wording.points(gap), _gap_detail(gap, adjusted)),
        _reach(reach),
        _slope(measured["slope"]),
    )


def _reach(reach: Mapping[str, Any]) -> Element:
    shown = cell(wording.reach(reach), wording.reach_detail(reach))
    if reach["note"]:
        shown.set("title", reach["note"])
    return shown


def _field(gap: Mapping[str, Any], name: str) -> Element:
    ends = wording.percent_interval(gap.get(f"{name}_low"), gap.get(f"{name}_high"), 0)
    return cell(wording.percent(gap[name], 0), f"{ends} {wording.held(gap[f'{name}_items'])}".strip())


def _gap_detail(gap: Mapping[str, Any], adjusted: bool) -> str:
    """What the gap needs beside it: whether it is crude, and what would have shown where nothing did."""
    if gap["difference"] is None:
        return ""
    told = ["crude"] if adjusted and not gap["adjusted"] else []
    if (gap.get("overlap") and gap["note"]) or gap["low"] is None:
        told.append(gap["note"])
    if gap["low"] is not None and gap["low"] <= 0 <= gap["high"] and gap["detectable"] is not None:
        told.append(f"{100 * gap['detectable']:.0f} or more would have shown")
    return "; ".join(told)


def _slope(slopes: Mapping[str, Any]) -> Element:
    adjusted, crude = slopes["adjusted"], slopes["crude"]
    slope = adjusted if adjusted and adjusted["log_odds_per_sd"] is not None else crude
    if not slope or slope["log_odds_per_sd"] is None:
        return cell(wording.NOTHING, str((slope or {}).get("note") or ""))
    interval = f"[{wording.signed(slope['low'], 2)},{wording.FIXED}{wording.signed(slope['high'], 2)}]"
    kind = f"at equal {covariates(slope['covariates'])}" if slope["covariates"] else "crude"
    return cell(wording.signed(slope["log_odds_per_sd"], 2), f"{interval} {kind}")
