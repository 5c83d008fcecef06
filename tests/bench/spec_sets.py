"""Spec sets of any size, as real ones are: padded tables, links between folders, enums, unions.

The same seed and size give the same pages. A page is written as Speakeasy's TypeScript generator
writes it. The shares follow eleven public sets: of a hundred types some 70 are records and 25
enums; half of the records have up to three fields, one in ten has nine or more, and there are three
fields a type in all; two thirds of the fields are described, in 70 characters each; a page has
2.4 kB, most of it padding, since each column of a table is as wide as the widest cell of all.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_NOUNS = _words(
    "account address agent amount asset audit badge balance bank batch billing branch budget card "
    "cart catalog channel charge comment company contact contract coupon credit currency customer "
    "customer device discount dispute document domain employee entity event export feature file "
    "filter folder group history image import invoice item job key label ledger license limit line "
    "link list loan location log machine member message meter method model network note object "
    "offer option order owner package page party payment payout person phone photo plan platform "
    "policy post price product profile project quote rate receipt record refund region report "
    "request role route rule schedule scope search secret segment service session share shipment "
    "site source stage state store stream subscription summary tag task tax team template tenant "
    "term ticket token track transfer trial trigger unit upload usage user variant vendor version "
    "view volume voucher wallet webhook widget workflow workspace zone"
)
_VERBS = _words("create update delete list get search cancel approve archive export restore sync")
_STATES = _words(
    "active inactive pending paid failed draft open closed archived deleted queued running done "
    "cancelled expired partial blocked trial standard premium basic monthly yearly daily"
)
_PROSE = (
    "The name of the {noun}.",
    "The {noun}'s {other}.",
    "The unique identifier of the {noun}.",
    "When the {noun} was last changed.",
    "Whether the {noun} is shown to customers.",
    "Human-readable name of the {noun}, as it is printed on the {other}.",
    "The {noun} that this {other} belongs to. It is set by the server and never changes.",
    "A list of every {noun} of the {other}, newest first.<br/>At most 100 are returned.",
    "The {noun} as it was when the {other} was made, in the smallest unit of its currency.",
    "Set it to move the {noun} to another {other}; see the [guide](https://example.com/{noun}).",
    "Deprecated in favour of `{other}`.",
)
_DATE = "https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Date"
_SCALARS = (
    (
        ("*string*", "{noun}_5f2c81"),
        ("*string*", ""),
        ("*number*", "12"),
        ("*boolean*", "true"),
        (f"[Date]({_DATE})", "2024-03-01T10:15:00Z"),
        ("*string*[]", ""),
        ("Record<string, *any*>", ""),
        ("Record<string, *string*>", ""),
        ("*string* \\| *number*", ""),
    ),
    (24, 36, 16, 12, 5, 4, 1, 1, 1),
)
"""Types with an example each, and how often they are met."""
_VALUE_COUNTS = (1, 1, 1, 1, 2, 2, 3, 4, 6, 9)
_VARIANT_COUNTS = (2, 2, 2, 2, 3, 3, 4, 6)
_SENTENCE_COUNTS = (1, 1, 1, 1, 1, 1, 2, 3)
_MODULES = ("operations", "components", "components", "components", "errors")

_YES, _NO = ":heavy_check_mark:", ":heavy_minus_sign:"
_HEADER = ("Field", "Type", "Required", "Description", "Example")


@dataclass(frozen=True, slots=True)
class _Type:
    module: str
    name: str
    kind: str

    @property
    def file(self) -> str:
        return f"models/{self.module}/{self.name.lower()}.md"

    @property
    def qualified(self) -> str:
        return f"{self.module}.{self.name}"

    def linked_from(self, module: str) -> str:
        folder = "" if module == self.module else f"../../models/{self.module}/"
        return f"[{self.qualified}]({folder}{self.name.lower()}.md)"


def spec_set(pages: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """The pages of a spec set of that many types: each one's path, and its text."""
    dice = random.Random(seed)
    types = list(_types(pages, dice))
    for index, each in enumerate(types):
        yield each.file, _page(each, index, types, dice)


def write_spec_set(folder: Path, pages: int, seed: int = 1) -> None:
    """Write the pages of `spec_set` below a folder."""
    for file, text in spec_set(pages, seed):
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")


def _types(count: int, dice: random.Random) -> Iterator[_Type]:
    taken: set[tuple[str, str]] = set()
    while len(taken) < count:
        module = dice.choice(_MODULES)
        kind = dice.choices(("record", "enum", "union"), (70, 24, 6))[0]
        nouns = [dice.choice(_NOUNS).capitalize() for _ in range(dice.choice((1, 2, 2, 3)))]
        verb = dice.choice(_VERBS).capitalize() if module == "operations" else ""
        end = {"record": dice.choice(("", "", "Response", "Input")), "enum": "Status", "union": ""}
        name = f"{verb}{''.join(nouns)}{end[kind]}"
        if (module, name.lower()) in taken:
            name = f"{name}{len(taken)}"
        taken.add((module, name.lower()))
        yield _Type(module, name, kind)


def _page(type_: _Type, index: int, types: Sequence[_Type], dice: random.Random) -> str:
    about = f"\n{_prose(dice)}\n" if dice.random() < 0.3 else ""
    head = f"# {type_.name}\n{about}\n"
    # Types refer to their neighbours, as they do where they were made of operations; and where they
    # must, only forward, or no value of theirs could ever end.
    near, later = types[max(0, index - 20) : index + 20], types[index + 1 : index + 20]
    match type_.kind:
        case "enum":
            states = dice.sample(_STATES, dice.choice(_VALUE_COUNTS))
            usage = _fence(f"let value: {type_.qualified} = {json.dumps(states[0])};")
            table = _table(("Name", "Value"), [(f"`{each.capitalize()}`", each) for each in states])
            return f"{head}## Example Usage\n\n{usage}\n## Values\n\n{table}"
        case "union":
            solid = [each for each in near if each.kind != "union"]
            chosen = dice.sample(solid, min(len(solid), dice.choice(_VARIANT_COUNTS)))
            parts = (
                f"### `{each.qualified}`\n\n"
                + _fence(f"const value: {each.qualified} = {{", '  id: "<id>",', "};")
                for each in chosen
            )
            return f"{head}\n## Supported Types\n\n" + "\n".join(parts)
        case _:
            has_examples = dice.random() < 0.4
            rows = [_row(name, type_, near, later, dice) for name in _names(dice)]
            usage = _fence(
                f'import {{ {type_.name} }} from "example/models/{type_.module}";',
                "",
                f"let value: {type_.name} = {{",
                *(f'  {row[0].strip("`")}: "<value>",' for row in rows if row[2] == _YES),
                "};",
            )
            columns = len(_HEADER) if has_examples else len(_HEADER) - 1
            table = _table(_HEADER[:columns], [row[:columns] for row in rows])
            return f"{head}## Example Usage\n\n{usage}\n## Fields\n\n{table}"


def _fence(*lines: str) -> str:
    return "".join(f"{line}\n" for line in ("```typescript", *lines, "```"))


def _prose(dice: random.Random) -> str:
    words = {"noun": dice.choice(_NOUNS), "other": dice.choice(_NOUNS)}
    return " ".join(dice.sample(_PROSE, dice.choice(_SENTENCE_COUNTS))).format(**words)


def _names(dice: random.Random) -> list[str]:
    count = min(50, int(dice.expovariate(1 / 4)) + 1)
    names = {
        dice.choice((a, f"{a}{b.capitalize()}", f"{b}{a.capitalize()}", f"{a}Id")): None
        for a, b in ((dice.choice(_NOUNS), dice.choice(_NOUNS)) for _ in range(count))
    }
    return list(names)


def _row(
    name: str, type_: _Type, near: Sequence[_Type], later: Sequence[_Type], dice: random.Random
) -> tuple[str, ...]:
    is_required = dice.random() < 0.55
    doc = _prose(dice) if dice.random() < 0.65 else "N/A"
    shape = dice.random()
    linked = later if is_required else near
    if shape < 0.18 and linked:
        link = dice.choice(linked).linked_from(type_.module)
        written, example = (f"{link}[]" if shape < 0.06 else link), ""
    else:
        written, example = dice.choices(*_SCALARS)[0]
    required = _YES if is_required else _NO
    return f"`{name}`", written, required, doc, example.format(noun=dice.choice(_NOUNS))


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    width = max(len(cell) for row in (header, *rows) for cell in row)
    lines = [header, ["-" * width] * len(header), *rows]
    return "".join(f"| {' | '.join(cell.ljust(width) for cell in line)} |\n" for line in lines)
