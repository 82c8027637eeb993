"""How long a long transcript takes to read, run by hand: `python benchmarks/read_transcripts.py [MB] [outputs]`.

Made-up runs of each shape: long outputs, long written texts flattened with their quotes, edits that are rebuilt into a
patch, a line an event; and many runs in one file, of which memory holds the largest. CPU seconds and highest memory.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from farfield.transcripts import iterate_runs


def call(number: int, name: str, **arguments: Any) -> dict[str, Any]:
    function = {"name": name, "arguments": json.dumps(arguments)}
    told = [{"id": f"c{number}", "type": "function", "function": function}]
    return {"role": "assistant", "content": "", "tool_calls": told}


def came(number: int, text: str) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": f"c{number}", "content": text}


def messages(shown: str, count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        yield call(number, "bash", command=f"cat {number}.py")
        yield came(number, shown)


def flattened(shown: str, count: int) -> dict[str, Any]:
    quoted = shown.replace("'", "'\"'\"'")
    steps = [
        {
            "action": f"str_replace_editor create /r/{n}.py --file_text '{quoted}'",
            "observation": "",
            "thought": "",
        }
        for n in range(count)
    ]
    return {"trajectory": steps, "history": [], "info": {"exit_status": "submitted", "submission": "diff"}}


def edits(shown: str, count: int) -> list[dict[str, Any]]:
    half = shown[: len(shown) // 2]
    return [
        call(n, "edit", path=f"/r/{n % 20}.py", old_str=half, new_str=half.replace("f_7", "g_7"))
        for n in range(count)
    ]


def session(shown: str, count: int) -> Iterator[dict[str, Any]]:
    yield {"type": "session", "id": "s"}
    for number in range(count):
        part = {
            "type": "toolCall",
            "id": f"c{number}",
            "name": "exec",
            "arguments": {"command": f"cat {number}"},
        }
        yield {"type": "message", "message": {"role": "assistant", "content": [part]}}
        result = {
            "role": "toolResult",
            "toolCallId": f"c{number}",
            "content": [{"type": "text", "text": shown}],
        }
        yield {"type": "message", "message": result}


def write_files(folder: Path, size: int, output: int) -> None:
    shown = "\n".join(f"    def f_{n}(self, x): return '{n}' + x" for n in range(output))
    count = max(1, size // len(shown))
    documents: dict[str, Any] = {
        "long outputs": {"messages": list(messages(shown, count))},
        "written texts": flattened(shown, count),
        "edits": {"messages": edits(shown, count)},
    }
    for name, value in documents.items():
        (folder / f"{name}.json").write_text(json.dumps(value))
    lines = "".join(json.dumps(line) + "\n" for line in session(shown, count))
    (folder / "a line an event.jsonl").write_text(lines)
    with (folder / "ten times as many runs.jsonl").open("w") as file:
        for run in range(100):
            part = list(messages(f"{shown}\n{run}", max(1, count // 10)))
            file.write(json.dumps({"id": run, "messages": part}) + "\n")


def main() -> None:
    size, output = (int(value) for value in (sys.argv[1:3] + ["29", "1200"][len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_files(folder, size * 10**6, output)
        for path in sorted(folder.iterdir(), key=lambda one: one.stat().st_size):
            began = time.process_time()
            events = sum(len(run.events) for run in iterate_runs(str(path)))
            spent = time.process_time() - began
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{path.stem}: {path.stat().st_size / 10**6:.0f} MB, {events:,} events, {spent:.2f} CPU s, "
                f"at most {memory:,.0f} MB of memory so far",
                flush=True,
            )


if __name__ == "__main__":
    main()
