"""Small files of ideas and of dated prior work."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def write_rows(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def paper(name: str, date: str, title: str, abstract: str = "") -> dict[str, str]:
    return {"id": name, "date": date, "title": title, "abstract": abstract}


PRIOR = [
    paper("p1", "2001", "Parsing with trees", "We parse sentences with decision trees."),
    paper("p2", "2003", "Kernel methods", "A kernel machine for decision trees and sentences."),
    paper("p3", "2005-06", "Topic models of sentences", "A topic model finds kernels, we say."),
    paper(
        "p4", "2009-02-01", "Decision trees and topic models", "Topic models are boosted by a decision tree."
    ),
    paper("p5", "2012", "Neural parsing", "A neural parser of sentences."),
]
"""Five dated papers: of `decision tree` p1, p2, p4; of `kernel` p2, p3; of `topic model` p3, p4; no `kernel` with
all."""


def told(folder: Path | str) -> Any:
    return json.loads((Path(folder) / "novelty.json").read_text())
