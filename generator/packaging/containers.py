"""Files become the bytes of an archive: always the same, whoever packs them, where and when.

No clock, owner or mode of a file on disk gets in, and nothing is compressed, since what becomes
of compressed bytes depends on the library that does it, and its version. Members are in the
order given. Zip is PKWARE's APPNOTE 6.3; tar is POSIX's pax, read as ustar by who knows no more;
gzip is RFC 1952 with the stored blocks of RFC 1951, section 3.2.4.
"""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Final

_MODE: Final = 0o644
_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest that zip knows."""
_TAR_TIME: Final = 315532800
"""The same moment in UTC, since some tools warn of an earlier one."""
_UNIX: Final = 3
_REGULAR_FILE: Final = 0o100000
_GZIP_HEAD: Final = b"\x1f\x8b\x08\x00" + b"\x00\x00\x00\x00" + b"\x00\xff"
"""Deflate, no flags; no time; no claim to compress, on no system in particular."""
_LONGEST_BLOCK: Final = 0xFFFF


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of the files, by their paths in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path, data in files.items():
            member = zipfile.ZipInfo(path, _ZIP_TIME)
            member.create_system = _UNIX
            member.external_attr = (_REGULAR_FILE | _MODE) << 16
            archive.writestr(member, data)
    return buffer.getvalue()


def tarred(files: Mapping[str, bytes]) -> bytes:
    """A gzipped tar of the files, by their paths in it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, data in files.items():
            member = tarfile.TarInfo(path)
            member.size = len(data)
            member.mode = _MODE
            member.mtime = _TAR_TIME
            archive.addfile(member, io.BytesIO(data))
    return _gzipped(buffer.getvalue())


def _gzipped(data: bytes) -> bytes:
    end = struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
    return b"".join((_GZIP_HEAD, *_stored_blocks(data), end))


def _stored_blocks(data: bytes) -> Iterator[bytes]:
    """The data in blocks, each with its length and that length's complement before it."""
    for start in range(0, len(data), _LONGEST_BLOCK):
        block = data[start : start + _LONGEST_BLOCK]
        is_last = start + _LONGEST_BLOCK >= len(data)
        yield struct.pack("<BHH", is_last, len(block), len(block) ^ 0xFFFF)
        yield block
