"""The options of each stage, each declared once: its name, type, default, help and place in the command line.

One file a stage. A new option is a field here: the command that takes the class gets it with its help, `run.json` keeps
it, and `python docs/print_command_line.py` prints its row in docs/command-line.md. What an option does stands in the
room of its stage; what is typed and belongs to no stage (a folder, `--json`) stands with its command in `cli`.
"""
