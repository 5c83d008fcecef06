"""What one declaration is in a file that it shares with others: lines that are known by their form.

The file is one of ours, as it was written; so it is enough to know what no other block holds.
"""

from __future__ import annotations

import re

from generator.frozen import Frozen


class Place(Frozen):
    """Where a block stands in a file."""

    anchor: str
    """How one of its lines begins, and no other line of the file."""
    after: re.Pattern[bytes]
    """What it ends before, and the first of that behind the anchor."""
    before: str = "\n"
    """What it begins after: the last of that up to the anchor. It begins with a line end, of which
    all that follows is the block's own."""

    def find(self, data: bytes) -> tuple[int, int]:
        """Where the block begins in the bytes of a file, and where it ends.

        Raises `LookupError` where it is not there, or cannot be told from another.
        """
        anchor = f"\n{self.anchor}".encode()
        found = data.find(anchor)
        if found < 0 or data.find(anchor, found + 1) >= 0:
            raise LookupError(f"no one block with {self.anchor!r}")
        start = data.rfind(self.before.encode(), 0, found + 1) + 1
        end = self.after.search(data, found + len(anchor))
        if not start or end is None:
            raise LookupError(f"no bounds of the block with {self.anchor!r}")
        return start, end.start()

    def replaced(self, data: bytes, text: str) -> bytes:
        """The file with a text as its block, which may end within a line. Raises likewise."""
        start, end = self.find(data)
        block = text if data[:end].endswith(b"\n") else text.removesuffix("\n")
        return b"".join((data[:start], block.encode("utf-8"), data[end:]))
