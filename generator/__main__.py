"""`python -m generator` is the same as the command `tablewright`."""

import sys

from generator.cli import main

if __name__ == "__main__":
    sys.exit(main())
