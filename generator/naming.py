"""Names of the API become names of a target: legal, free of reserved words, and never two alike.

What is legal is the target's to say; how words are found in a name, and how names that meet are
told apart, is the same for all.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.frozen import Frozen

if TYPE_CHECKING:
    from generator.schema import Scalar
    from generator.source import Span

# An acronym, up to the capital that begins the next word; or a word in lower case, with its capital
# or its acronym; or an acronym alone.
_WORD = re.compile(r"[A-Z]+(?=[A-Z](?!s(?![a-zⓐ]))[a-zⓐ])|[A-Z]*[a-z0-9]+|[A-Z]+")
_SIGN = re.compile(r"^[+-](?=\.?\w)")
_SIGNS = {"+": "plus ", "-": "minus "}


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """The words of a name, as written.

    Anything that is neither letter nor digit separates words, and so does a step from lower case
    to upper case. An acronym is one word, with its plural s: `userIDs` is `user`, `IDs`, and
    `HTTPError` is `HTTP`, `Error`. Digits belong to the word before them: `imageV2` is `image`,
    `V2`.
    """
    if name.isascii():
        return tuple(_WORD.findall(name))
    shape = "".join(map(_shape, name))
    return tuple(name[word.start() : word.end()] for word in _WORD.finditer(shape))


def _shape(char: str) -> str:
    """The character of `_WORD` that is to words what another one is."""
    if char.isascii():
        return char
    if not char.isalnum():
        return "ⓐ" if char.islower() else " "
    return "A" if char.isupper() else "a" if char.islower() else "0"


def snake_case(name: str) -> str:
    """`workflowVersionId` as `workflow_version_id`."""
    return "_".join(words(name)).lower()


def kebab_case(name: str) -> str:
    """`workflowVersionId` as `workflow-version-id`."""
    return "-".join(words(name)).lower()


def pascal_case(name: str) -> str:
    """`get_run-status` as `GetRunStatus`. Capitals inside a word stay."""
    return "".join([word[0].upper() + word[1:] for word in words(name)])


def camel_case(name: str) -> str:
    """`workflow_version_id` as `workflowVersionId`, and `QRCode` as `qrCode`."""
    first, *rest = words(name) or ("",)
    return first.lower() + "".join(word.capitalize() for word in rest)


def spoken_sign(text: str) -> str:
    """`-1` as `minus 1`, and `-created_at` as `minus created_at`: a sign is no letter, but it is
    what tells many an enum's values apart."""
    return _SIGN.sub(lambda sign: _SIGNS[sign[0]], text)


def wire_text(value: Scalar) -> str:
    """An enum's value as a text to name it after: a string as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value)


class Spelling(Frozen):
    """How a set of names is spelled for a target."""

    names: Mapping[str, str]
    """From each name to its spelling. No two spellings are alike."""
    met: tuple[tuple[str, ...], ...]
    """The groups of names that were alike before they were told apart, in the order given."""


class Meeting(Frozen):
    """Names that become one in a target, and the one of them that is spelled otherwise for it."""

    names: tuple[str, ...]
    """All of them, as a message says them; two or more."""
    index: int
    """Which of them gives way."""
    spelling: str
    """What it is without the others."""
    spelled: str
    """What it becomes instead."""
    span: Span | None
    """Its place. None: it has none to be reported at."""

    @property
    def name(self) -> str:
        """The name that gives way."""
        return self.names[self.index]

    @property
    def others(self) -> Iterator[str]:
        """The names that it gives way to. Thousands may meet, and few of them are said."""
        return (name for index, name in enumerate(self.names) if index != self.index)


def spell_names(
    names: Iterable[str],
    spell: Callable[[str], str],
    *,
    fold: Callable[[str], str] = str,
    keeps: Callable[[str], bool] | None = None,
) -> Spelling:
    """Spell all names of one scope, so that no two are alike.

    `spell` makes one name legal. Two spellings are alike when `fold` makes them equal (identity,
    or `fold_name` for file names). Of names that meet, the one that `keeps` (by default: that
    is spelled right already) keeps its spelling; each other gets a suffix made from its own name
    alone, so that of names that meet, none changes when one more comes.
    """
    spellings = {name: spell(name) for name in names}
    if len(set(map(fold, spellings.values()))) == len(spellings):
        return Spelling(spellings, ())
    right = keeps or (lambda name: spellings[name] == name)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name, spelling in spellings.items():
        groups[fold(spelling)].append(name)
    spelled: dict[str, str] = {}
    for group in groups.values():
        keepers = [name for name in group if right(name)] if len(group) > 1 else group
        keeper = keepers[0] if len(keepers) == 1 else None
        others = {name: spellings[name] for name in group if name != keeper}
        suffixed = _with_suffixes(others, groups, fold)
        spelled |= {name: suffixed.get(name, spellings[name]) for name in group}
    met = tuple(tuple(group) for group in groups.values() if len(group) > 1)
    return Spelling(spelled, met)


def _with_suffixes(
    spellings: Mapping[str, str], taken: Collection[str], fold: Callable[[str], str]
) -> dict[str, str]:
    """Names that meet, each with its suffix, which grows while another name has the same one.

    Of thousands that meet, some have digests that begin alike.
    """
    digests = {
        name: hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
        for name in spellings
    }
    suffixed: dict[str, str] = {}
    waiting, length = dict(spellings), 6
    while waiting:
        tried = {name: f"{each}_{digests[name][:length]}" for name, each in waiting.items()}
        counts = Counter(map(fold, tried.values()))
        for name, each in tried.items():
            if counts[fold(each)] == 1 and fold(each) not in taken:
                suffixed[name] = each
                del waiting[name]
        length += 1
    return suffixed


def meetings(
    spelling: Spelling,
    spell: Callable[[str], str],
    spans: Mapping[str, Span | None],
    shown: Callable[[str], str] = str,
) -> Iterator[Meeting]:
    """Of the names that met in a spelling, those that gave way.

    `spell` is what they were spelled with, `spans` are their places, and `shown` says what a
    message calls a name.
    """
    for group in spelling.met:
        names = tuple(f"`{shown(name)}`" for name in group)
        for index, name in enumerate(group):
            if (spelled := spelling.names[name]) != (before := spell(name)):
                yield Meeting(names, index, before, spelled, spans[name])
