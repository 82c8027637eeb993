"""A command line → the simple commands in it, with their arguments. Read only: nothing is ever run."""

from farfield.reuse.shell.commands import Command, read_commands

__all__ = ["Command", "read_commands"]
