"""`python -m farfield`: the same as the command `farfield`."""

from __future__ import annotations


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
