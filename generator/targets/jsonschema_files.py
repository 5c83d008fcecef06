"""The files of the JSON Schema target: which declaration is in which, and how they refer.

A path here is relative to the target's folder, such as `operations/Origin.schema.json`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from posixpath import relpath
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import quote, unquote, urlsplit

from generator.file_names import fold_name, portable_name
from generator.naming import Spelling, meetings, pascal_case, spell_names
from generator.targets import Text
from generator.wording import listed_in_part

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.schema import Declaration, Schema

Refer: TypeAlias = Callable[[str], str]
"""From a declaration's key to the reference that leads to it."""

_SUFFIX: Final = ".schema.json"

BUNDLE: Final = f"bundle{_SUFFIX}"
"""The file of all types."""

DRAFT_07_BUNDLE: Final = f"bundle.draft-07{_SUFFIX}"
"""The file of all types in draft-07."""

INDEX: Final = "index.json"
"""The catalogue of the types. No file of a type has this suffix."""

_BUNDLES: Final = frozenset({BUNDLE, DRAFT_07_BUNDLE})

# What stands in a URI as it is, as most paths do.
_PLAIN_PATH: Final = re.compile(r"[A-Za-z0-9_.~$/-]*")
# What has a meaning in a URI (RFC 3986, section 2) or in an escape; `#` has none in an `$id`.
_URI_SIGNS: Final = ":/?[]@!$&'()*+,;=~%"


def spell_files(schema: Schema) -> Spelling:
    """The file of every declaration, by its key, each different from all others in any case."""
    declarations = schema.by_key()

    def is_right(key: str) -> bool:
        name = declarations[key].name
        return pascal_case(name) == name and _stem(declarations[key]) == key.replace(".", "/")

    spelling = spell_names(
        declarations, lambda key: _stem(declarations[key]), fold=fold_name, keeps=is_right
    )
    files = {key: f"{stem}{_SUFFIX}" for key, stem in spelling.names.items()}
    return Spelling(files, spelling.met)


def check_files(schema: Schema, report: Report) -> None:
    """Report every declaration whose file cannot have the declaration's name."""
    files = schema.once(spell_files)
    declarations = schema.by_key()
    spans = {key: declarations[key].span for group in files.met for key in group}
    for meeting in meetings(files, lambda key: f"{_stem(declarations[key])}{_SUFFIX}", spans):
        if meeting.span is not None:
            others = listed_in_part(meeting.others, len(meeting.names) - 1)
            report.add(
                "name-collision",
                meeting.span,
                f"{meeting.name} and {others} would be one file of JSON Schema; "
                f"that of {meeting.name} is `{meeting.spelled}`",
                "files keep their types' names where these differ by more than case and signs",
            )


def _stem(declaration: Declaration) -> str:
    stem = f"{_folder(declaration.module)}{portable_name(declaration.name)}"
    return f"_{stem}" if fold_name(f"{stem}{_SUFFIX}") in _BUNDLES else stem


@lru_cache(maxsize=1024)  # many declarations are in one module
def _folder(module: str) -> str:
    """The folder of a module, with the slash at its end; empty for the root."""
    parts = module.split(".") if module else []
    return "".join([f"{portable_name(part)}/" for part in parts])


def reference_in_bundle(key: str) -> str:
    """The pointer to a definition (RFC 6901, section 6)."""
    return f"#/$defs/{reference_token(key)}"


def reference_token(key: str) -> str:
    """What a definition is called in a pointer, as a part of a URI."""
    return quote_path(key.replace("~", "~0").replace("/", "~1"))


def key_of_token(token: str) -> str:
    """The key that `reference_token` makes a token of."""
    quoted = unquote(token, errors="surrogatepass")
    return quoted.replace("~1", "/").replace("~0", "~")


def references_from(file: str, files: Mapping[str, str]) -> Refer:
    """How a file refers to the declarations: by relative paths, and by `#` to its own."""
    here = file.rpartition("/")[0]

    def refer(key: str) -> str:
        if files[key] == file:
            return "#"
        there, _, name = files[key].rpartition("/")
        return quote_path(f"{_way(here, there)}{name}")

    return refer


@lru_cache(maxsize=4096)
def _way(here: str, there: str) -> str:
    """From one folder to another, with the slash at its end; empty where they are the same."""
    way = relpath(f"/{there}", f"/{here}")
    return "" if way == "." else f"{way}/"


def _is_base(text: str) -> bool:
    """Whether paths can be put behind it, which a query, a fragment or a `urn:` cannot have
    (RFC 3986, section 3)."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port  # each raises ValueError where it cannot be one
    except ValueError:
        return False
    return (
        re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*://[^?#\s\\]*", text) is not None
        and not re.search(r"[\[\]]|%(?![0-9A-Fa-f]{2})", parts.path)
        and (bool(host) or (parts.scheme == "file" and bool(parts.path)))
    )


BASE: Final = Text(
    "a URI such as `https://example.com/schemas/`, without a query or a fragment,", _is_base
)
"""What identifies the target's folder, before the version."""


def folder_identifier(base: str, version: str) -> str:
    """The URI of the target's folder; empty where no base is given."""
    if not base:
        return ""
    folder = quote(base if base.endswith("/") else f"{base}/", safe=_URI_SIGNS)
    return f"{folder}{quote(version, safe='')}/" if version else folder


def quote_path(path: str) -> str:
    """The path as a part of a URI."""
    if _PLAIN_PATH.fullmatch(path):
        return path
    return quote(path, safe="/$~", errors="surrogatepass")
