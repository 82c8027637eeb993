"""Which datasets of the installed reasoning-gym are families, and why others are not: the table of docs/families.md.

    python benchmarks/reasoning_gym_scorers.py

Tries every dataset as `farfield run` does: items are drawn at each level of its axes, and its scorer is given right and
wrong answers. Takes about a minute of work, most of it for the levels of sokoban and futoshiki.
"""

from __future__ import annotations

from collections import defaultdict
from importlib.metadata import version

from reasoning_gym.factory import DATASETS

from farfield.families.reasoning_gym import reasoning_gym_family
from farfield.records import FarfieldError

NO_AXES = "its items don't tell how hard they came out"


def main() -> None:
    read, refused = [], defaultdict(list)
    for name in sorted(DATASETS):
        try:
            reasoning_gym_family(name)
        except FarfieldError as error:
            _, refusal, why = error.what.partition("is refused: ")
            refused[why if refusal else NO_AXES].append(name)
        else:
            read.append(name)
    print(
        f"Of the {len(DATASETS)} datasets of reasoning-gym {version('reasoning-gym')}, {len(read)} are families:\n"
    )
    print(", ".join(f"`{name}`" for name in read) + ".\n")
    print("Refused are\n\n| why | datasets |\n|---|---|")
    for why, names in sorted(refused.items(), key=lambda row: (row[0] == NO_AXES, row[1])):
        print(f"| {why} | {', '.join(f'`{name}`' for name in names)} |")


if __name__ == "__main__":
    main()
