"""`python -m farfield`: the same as the command `farfield`."""

from __future__ import annotations

import gc

NEW_OBJECTS, LOOKS = 250_000, 5
"""New objects between two looks for garbage among them, and such looks between two among those that are older too:
more than a short command makes, whose modules are many objects that stay, and few enough that what a long run leaves in
cycles is found before it fills tens of megabytes."""

gc.set_threshold(NEW_OBJECTS, LOOKS)
"""Python looks every 700 new objects, a tenth of a short command. Said here and not when the command begins, as a
further process of a scan runs this module and not the command. Whatever is in no cycle is gone at once either way."""


def command() -> None:
    """Run the command line as a process of its own, which ends with it.

    Nothing is loaded before: further processes of a scan begin by this module too.
    """
    from farfield.cli import main
    from farfield.cli.leaving import leave_at_once

    try:
        main()
    except SystemExit as end:
        if not end.code:
            leave_at_once()
        raise


if __name__ == "__main__":
    command()
