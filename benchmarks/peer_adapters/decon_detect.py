"""decon (package decontaminate): its reports name the item of every match, with a score."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import decon
from protocol import Adapter, is_part


def write_evals(adapter: Adapter, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with (folder / "items.jsonl").open("w", encoding="utf-8") as file:
        for number, item in enumerate(adapter.items):
            line = {
                "eval_key": "items", "eval_instance_index": number, "split": "test", "question": item["question"],
                "answer": item["target"], "passage": "", "doc_id": number, "fingerprint": str(number),
            }  # fmt: skip
            file.write(json.dumps(line) + "\n")


def detect(adapter: Adapter, evals: Path, **options: Any) -> list[float]:
    room = adapter.folder.absolute() / "decon"
    shutil.rmtree(room, ignore_errors=True)
    (room / "in").mkdir(parents=True)
    (room / "in" / adapter.corpus.name).symlink_to(adapter.corpus.absolute())
    config = decon.Config(str(room / "in"), str(evals), str(room / "out"), worker_threads=1, **options)
    decon.detect(config)
    scores = [0.0] * len(adapter.items)
    for report in (room / "out").glob("*.jsonl"):
        for line in report.read_text(encoding="utf-8").splitlines():
            match = json.loads(line)
            number = match["eval_instance_index"]
            scores[number] = max(scores[number], match["contamination_score"])
    return scores


def main() -> None:
    os.environ["RAYON_NUM_THREADS"] = "1"
    adapter = Adapter()
    evals = adapter.folder.absolute() / "decon-evals"
    write_evals(adapter, evals)
    with adapter.phase("scan"):
        adapter.settings["default"] = detect(adapter, evals)
    for sample in (10, 5) if is_part(adapter) else ():
        name = f"every {sample}th token, scores from .2"
        options = {"contamination_score_threshold": 0.2, "sample_every_m_tokens": sample}
        adapter.settings[name] = detect(adapter, evals, **options)
    adapter.finish()


if __name__ == "__main__":
    main()
