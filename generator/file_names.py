"""Names of the API become file names that mean the same on every system.

A name may hold anything: separators, `..`, what Windows reserves or a shell reads. What is
safe everywhere stands; everything else becomes `_`. Telling apart what meets is `naming`'s work.
"""

from __future__ import annotations

import os
import re
import unicodedata
from typing import Final

from generator.json_text import UNSAFE

# Of ASCII, letters, digits and three signs; of the rest, all that can be seen.
_REPLACED: Final = re.compile(rf"[\x00-,/:-@\[-^`{{-\x7f\s{UNSAFE}]")
# Devices of Windows, whatever the extension, which ends the name at its first dot.
_RESERVED: Final = re.compile(
    r"(?:con|prn|aux|nul|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?:\..*)?", re.IGNORECASE
)
# A file system takes 255 bytes; what a target adds to a name needs some of them.
_LONGEST: Final = 180


def portable_name(name: str) -> str:
    """The name as a file's or folder's, without its extension: `List<Pet>` as `List_Pet_`.

    A leading dot, which hides a file, becomes `_` as well, and so does a trailing one, which
    Windows drops. A name that is too long is cut.
    """
    spelled = _REPLACED.sub("_", unicodedata.normalize("NFC", name))
    spelled = spelled.encode()[:_LONGEST].decode(errors="ignore")
    if spelled.startswith("."):
        spelled = f"_{spelled[1:]}"
    if spelled.endswith("."):
        spelled = f"{spelled[:-1]}_"
    if not spelled or _RESERVED.fullmatch(spelled):
        spelled = f"_{spelled}"
    return spelled


def on_disk(path: str) -> str:
    """A path as Python must be given it, so that it is UTF-8 on disk whatever the locale."""
    return path if path.isascii() else os.fsdecode(path.encode("utf-8", "surrogateescape"))


def from_disk(path: str) -> str:
    """A path as Python gives it, read as UTF-8; what is not UTF-8 becomes surrogates."""
    if path.isascii():
        return path
    return os.fsencode(path).decode("utf-8", "surrogateescape")


def fold_name(name: str) -> str:
    """What a file system that counts neither case nor composition compares of a name."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
