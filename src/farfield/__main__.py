"""`python -m farfield`: the same as the command `farfield`."""

from farfield.cli import main

if __name__ == "__main__":
    main()
