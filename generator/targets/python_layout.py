"""Statements are folded as black folds them, so that black leaves them as they are.

The generated files hold few kinds of statements, and each has a function here; what black does
with others is not known. A statement that is too wide is folded at its brackets, or gets some.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, TypeAlias

WIDTH: Final = 88
"""How wide black lets a line be."""

# Where the characters lie that are two columns wide: East Asian Width W and F of Unicode 17, with
# the emoji. Python's own table differs from version to version, and so would the output.
_WIDE_RANGES: Final = """
    1100-115f 231a-231b 2329-232a 23e9-23ec 23f0-23f0 23f3-23f3 25fd-25fe 2614-2615 2630-2637
    2648-2653 267f-267f 268a-268f 2693-2693 26a1-26a1 26aa-26ab 26bd-26be 26c4-26c5 26ce-26ce
    26d4-26d4 26ea-26ea 26f2-26f3 26f5-26f5 26fa-26fa 26fd-26fd 2705-2705 270a-270b 2728-2728
    274c-274c 274e-274e 2753-2755 2757-2757 2795-2797 27b0-27b0 27bf-27bf 2b1b-2b1c 2b50-2b50
    2b55-2b55 2e80-2e99 2e9b-2ef3 2f00-2fd5 2ff0-3029 3030-303e 3041-3096 309b-30ff 3105-312f
    3131-318e 3190-31e5 31ef-321e 3220-3247 3250-a48c a490-a4c6 a960-a97c ac00-d7a3 f900-faff
    fe10-fe19 fe30-fe52 fe54-fe66 fe68-fe6b ff01-ff60 ffe0-ffe6 16fe0-16fe3 16ff2-16ff6
    17000-18cd5 18cff-18d1e 18d80-18df2 1aff0-1aff3 1aff5-1affb 1affd-1affe 1b000-1b122
    1b132-1b132 1b150-1b152 1b155-1b155 1b164-1b167 1b170-1b2fb 1d300-1d356 1d360-1d376
    1f004-1f004 1f0cf-1f0cf 1f18e-1f18e 1f191-1f19a 1f200-1f202 1f210-1f23b 1f240-1f248
    1f250-1f251 1f260-1f265 1f300-1f320 1f32d-1f335 1f337-1f37c 1f37e-1f393 1f3a0-1f3ca
    1f3cf-1f3d3 1f3e0-1f3f0 1f3f4-1f3f4 1f3f8-1f3fa 1f400-1f43e 1f440-1f440 1f442-1f4fc
    1f4ff-1f53d 1f54b-1f54e 1f550-1f567 1f57a-1f57a 1f595-1f596 1f5a4-1f5a4 1f5fb-1f64f
    1f680-1f6c5 1f6cc-1f6cc 1f6d0-1f6d2 1f6d5-1f6d8 1f6dc-1f6df 1f6eb-1f6ec 1f6f4-1f6fc
    1f7e0-1f7eb 1f7f0-1f7f0 1f90c-1f93a 1f93c-1f945 1f947-1f9ff 1fa70-1fa7c 1fa80-1fa8a
    1fa8e-1fac6 1fac8-1fac8 1facd-1fadc 1fadf-1faea 1faef-1faf8 20000-2fffd 30000-3fffd
"""
_WIDE_BOUNDS: Final = [
    bound
    for range_ in _WIDE_RANGES.split()
    for bound in (int(range_.partition("-")[0], 16), int(range_.partition("-")[2], 16) + 1)
]


class Bracketed(str):
    """`head` with items in brackets after it: a call or a subscript."""

    __slots__ = ("brackets", "head", "items")

    head: str
    items: tuple[Code, ...]
    brackets: str

    def __new__(cls, head: str, items: tuple[Code, ...], brackets: str = "()") -> Bracketed:
        """The expression of these parts."""
        code = str.__new__(cls, f"{head}{brackets[0]}{', '.join(items)}{brackets[1]}")
        code.head, code.items, code.brackets = head, items, brackets
        return code


class Choice(str):
    """Two or more operands with `|` between them."""

    __slots__ = ("operands",)

    operands: tuple[Code, ...]

    def __new__(cls, operands: tuple[Code, ...]) -> Choice:
        """The expression of these operands."""
        code = str.__new__(cls, " | ".join(operands))
        code.operands = operands
        return code


Code: TypeAlias = str | Bracketed | Choice
"""An expression, unfolded, as most of them are written. A mere string cannot be folded."""


def fold(code: Code, indent: int, before: str = "", after: str = "") -> list[str]:
    """The lines of an expression that stands inside brackets, or that has its own.

    `before` and `after` are what stands in the first line before it, and in the last after it.
    """
    line = f"{before}{code}{after}"
    if fits(line, indent):
        return [" " * indent + line]
    match code:
        case Bracketed():
            return _exploded(code, indent, before, after)
        case Choice(operands=operands):
            *others, last = operands
            lines = fold(others[0], indent, before)
            for operand in others[1:]:
                lines += fold(operand, indent, "| ")
            return lines + fold(last, indent, "| ", after)
        case _:
            return [" " * indent + line]


def folded_annotation(indent: int, name: str, annotation: Code, default: str = "") -> list[str]:
    """The lines of `name: annotation = default`.

    `default` cannot be folded, and there is one only where the annotation is a choice.
    """
    after = f" = {default}" if default else ""
    line = f"{name}: {annotation}{after}"
    margin = " " * indent
    if fits(line, indent):
        return [margin + line]
    if default and fits(f"{line.removesuffix(default)}(", indent):
        return _in_parentheses(default, indent, line.removesuffix(default))
    if isinstance(annotation, Bracketed):
        lines = _exploded(annotation, indent, f"{name}: ", "")
        if not fits(lines[0], 0):
            others = _in_parentheses(annotation, indent, f"{name}: ")
            return others if all(fits(line, 0) for line in others) else lines
        return lines
    if _stays(annotation, indent + 4):
        return [margin + line]
    return _in_parentheses(annotation, indent, f"{name}: ", after)


def folded_value(target: str, value: Code, indent: int = 0) -> list[str]:
    """The lines of `target = value`, where the target has no annotation."""
    line = f"{target} = {value}"
    if fits(line, indent):
        return [" " * indent + line]
    if isinstance(value, Bracketed):
        return _exploded(value, indent, f"{target} = ", "")
    if _stays(value, indent + 4):
        return [" " * indent + line]
    return _in_parentheses(value, indent, f"{target} = ")


def folded_alias(name: str, annotation: str, value: Code, *, explode: bool = False) -> list[str]:
    """The lines of `name: annotation = value`, where the annotation is one word.

    With `explode`, the value is a subscript of several items, and each gets a line.
    """
    before = f"{name}: {annotation} = "
    if not explode and fits(before + value, 0):
        return [before + value]
    if fits(f"{before}(", 0):
        return _folded_alias_value(before, value, explode)
    # With a name so long, black folds the annotation as well.
    lines = [f"{name}: (", f"    {annotation}"]
    if isinstance(value, Choice):
        value = Bracketed("", (value,))
    elif _stays(value, 4):
        return [*lines, f") = {value}"]
    stays = not explode and fits(f") = {value}", 0)
    if stays and (not isinstance(value, Bracketed) or fits(lines[0], 0)):
        return [*lines, f") = {value}"]
    return lines + _folded_alias_value(") = ", value, explode)


def _folded_alias_value(before: str, value: Code, explode: bool) -> list[str]:
    if not isinstance(value, Bracketed):
        return _in_parentheses(value, 0, before)
    hugs = fits(f"{before}{value.head}{value.brackets[0]}", 0)
    if explode and hugs:
        return one_item_a_line(before + value.head, value.items, value.brackets)
    if explode:
        inner = one_item_a_line(value.head, value.items, value.brackets, 4)
        return [f"{before}(", *inner, ")"]
    return _exploded(value, 0, before, "") if hugs else _in_parentheses(value, 0, before)


def folded_import(module: str, name: str, indent: int = 0) -> list[str]:
    """The lines of `from module import name`; the name may be one with an alias."""
    margin = " " * indent
    line = f"from {module} import {name}"
    if fits(line, indent):
        return [margin + line]
    return [f"{margin}from {module} import (", f"{margin}    {name},", f"{margin})"]


def folded_class(name: str, bases: str) -> list[str]:
    """The lines of `class name(bases):`."""
    line = f"class {name}({bases}):"
    return [line] if fits(line, 0) else [f"class {name}(", f"    {bases}", "):"]


def one_item_a_line(
    head: str, items: Sequence[Code], brackets: str = "()", indent: int = 0, after: str = ""
) -> list[str]:
    """The lines of `head(items)` with a comma after the last, which makes black fold it always."""
    margin = " " * indent
    if not items:
        return [f"{margin}{head}{brackets}{after}"]
    lines = [line for item in items for line in fold(item, indent + 4, "", ",")]
    return [f"{margin}{head}{brackets[0]}", *lines, f"{margin}{brackets[1]}{after}"]


def width(line: str) -> int:
    """How many columns a line takes."""
    if line.isascii():
        return len(line)
    return len(line) + sum(_is_wide(ord(char)) for char in line)


def _is_wide(code: int) -> bool:
    return bisect_right(_WIDE_BOUNDS, code) % 2 == 1


def fits(line: str, indent: int) -> bool:
    """Whether a line is not too wide, when indented."""
    if line.isascii():
        return indent + len(line) <= WIDTH
    return indent + width(line) <= WIDTH


def _stays(code: Code, indent: int) -> bool:
    """Whether parentheses around an expression would not help: it is too wide, and in one piece."""
    return not isinstance(code, Bracketed | Choice) and not fits(code, indent)


def _in_parentheses(code: Code, indent: int, before: str, after: str = "") -> list[str]:
    margin = " " * indent
    return [f"{margin}{before}(", *fold(code, indent + 4), f"{margin}){after}"]


def _exploded(code: Bracketed, indent: int, before: str, after: str) -> list[str]:
    margin = " " * indent
    return [
        f"{margin}{before}{code.head}{code.brackets[0]}",
        *_items(code.items, indent + 4),
        f"{margin}{code.brackets[1]}{after}",
    ]


def _items(items: Sequence[Code], indent: int) -> list[str]:
    if len(items) == 1:
        return fold(items[0], indent)
    line = ", ".join(items)
    if fits(line, indent):
        return [" " * indent + line]
    return [line for item in items for line in fold(item, indent, "", ",")]
