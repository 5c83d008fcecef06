"""What the archives of a spec set are called, and which version they are, as pip and npm say it.

One name for all three: what PyPA's name normalisation makes of the spec set's
(https://packaging.python.org/en/latest/specifications/name-normalization/), which npm takes as
well. One version in two spellings: PyPA's version specifiers
(https://packaging.python.org/en/latest/specifications/version-specifiers/) and Semantic
Versioning 2.0 (https://semver.org) agree on three numbers and on alpha, beta and rc before a
release. A version that only one of them knows, or that they put in another order, is none.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from generator.frozen import Frozen
from generator.naming import kebab_case

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.diagnostics import Report
    from generator.schema import Schema
    from generator.source import Span

_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LONGEST_NAME: Final = 200
"""npm takes 214 characters, and an ending may follow."""
# Modules of Node's own, which an import finds before any package of the name.
_NODE_MODULES_TEXT: Final = """
    assert buffer cluster console constants crypto dgram dns domain events fs http http2 https
    inspector module net os path process punycode querystring readline repl stream sys timers tls
    tty url util v8 vm wasi zlib
"""
_NODE_MODULES: Final = frozenset(_NODE_MODULES_TEXT.split())
_NUMBER: Final = "0|[1-9][0-9]{0,14}"
"""Without zeros before it, which SemVer forbids, and small enough for JavaScript."""
_VERSION: Final = re.compile(
    rf"({_NUMBER})(?:\.({_NUMBER}))?(?:\.({_NUMBER}))?"
    rf"(?:[-.]?(a|alpha|b|beta|rc)[-.]?({_NUMBER}))?"
)
_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_STAGES: Final = {
    **dict.fromkeys(("a", "alpha"), ("a", "alpha")),
    **dict.fromkeys(("b", "beta"), ("b", "beta")),
    "rc": ("rc", "rc"),
}
"""How PyPA's normal form writes what comes before a release, and what SemVer sorts as it does."""


class Identity(Frozen):
    """What the archives of a spec set are called."""

    name: str
    """Of ASCII's small letters, digits and single hyphens between them."""
    python_version: str
    """As PyPA's version specifiers write it in their normal form, such as `1.2.0rc1`."""
    npm_version: str
    """The same as SemVer writes it, such as `1.2.0-rc.1`."""


def identity_of(
    schema: Schema, places: Mapping[str, Span], spec_set_file: Span, report: Report
) -> Identity | None:
    """The identity of a schema's archives; None, with a diagnostic, where it can have none.

    `places` say where the spec-set file speaks of its name and its version; where it does not,
    the diagnostic is about the file itself, though there may be none.
    """
    name = package_name(schema.name)
    if name is None:
        report.add(
            "package-name",
            places.get("name", spec_set_file),
            f"`{schema.name}` cannot be the name of a package",
            "`name:` with letters and digits of ASCII, and `-`, `_` or `.` between them",
        )
    versions = package_versions(schema.version)
    if versions is None:
        report.add(
            "package-version",
            places.get("version", spec_set_file),
            f"`{schema.version}` cannot be the version of a package"
            if schema.version
            else "the spec set has no version, and a package needs one",
            '`version:` with up to three numbers, such as "1.4.0" or "2.0.0-rc.1",'
            ' or a date as "2024-05-01"',
        )
    return None if name is None or versions is None else Identity(name, *versions)


def package_name(name: str) -> str | None:
    """The name of a spec set as that of a package: `ComfyDeploy API` as `comfy-deploy-api`.

    Accents are left off; None where other characters would be lost. A module of Node's own would
    hide the package, so what is called like one gets an ending: `events-types`.
    """
    decomposed = unicodedata.normalize("NFKD", name)
    spelled = "".join(char for char in decomposed if not unicodedata.combining(char)).strip()
    if not _PLAIN.fullmatch(spelled):
        spelled = kebab_case(spelled)
    spelled = re.sub("[-_.]+", "-", spelled).strip("-").lower()
    if not _PLAIN.fullmatch(spelled) or len(spelled) > _LONGEST_NAME:
        return None
    return f"{spelled}-types" if spelled in _NODE_MODULES else spelled


def package_versions(version: str) -> tuple[str, str] | None:
    """A version as pip and as npm write it: `1.2-rc1` as `1.2rc1` and `1.2.0-rc.1`.

    A date is one too: `2024-01-31` is `2024.1.31` to both, and later dates are later versions.
    """
    if date := _DATE.fullmatch(version):
        spelled = ".".join(str(int(part)) for part in date.groups())
        return spelled, spelled
    found = _VERSION.fullmatch(version)
    if found is None:
        return None
    *numbers, word, count = found.groups()
    given = [number for number in numbers if number is not None]
    python, npm = ".".join(given), ".".join([*given, "0", "0"][:3])
    if word is None:
        return python, npm
    letters, stage = _STAGES[word]
    return f"{python}{letters}{count}", f"{npm}-{stage}.{count}"
