"""`python -m generator` is the same as the command `tablewright`."""

from generator.cli import program

if __name__ == "__main__":
    program()
