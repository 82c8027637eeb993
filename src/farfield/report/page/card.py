"""What a notebook shows of a run: the lead and the first plot, in a frame of their own, without a script."""

from __future__ import annotations

from html import escape
from pathlib import Path

from farfield.report.page.markup import tag, write
from farfield.report.page.shell import content_policy, page_style
from farfield.report.run_folder import read_results
from farfield.report.sections.near_and_far import first_figure
from farfield.words.lead import lead

HEIGHT = 560
"""Pixels of the frame; what is longer scrolls in it."""


def render_card(folder: Path) -> str:
    """HTML that a notebook shows: a frame that runs nothing and fetches nothing, with texts entered as texts.

    Raises FarfieldError where the folder holds no finished run.
    """
    results, style = read_results(folder), page_style()
    figure = first_figure(results)
    shown = [tag("p", lead(results.profile), class_="lead"), *([] if figure is None else [figure])]
    page = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(content_policy(style))}">'
        f"<style>{style}</style></head><body>{write(tag('main', shown))}</body></html>"
    )
    return (
        f'<iframe title="What the run found" sandbox="" srcdoc="{escape(page)}" '
        f'style="width: 100%; height: {HEIGHT}px; border: 0"></iframe>'
    )
