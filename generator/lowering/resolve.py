"""What a type cell writes becomes what it means, in the words of a dialect.

Here a reference is resolved, or becomes `UnknownType` with a diagnostic. Nothing later has to
ask again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, assert_never

from generator.diagnostics import Report
from generator.frozen import replace
from generator.lowering import type_trees as raw
from generator.lowering.cell_text import read_name
from generator.lowering.type_context import (
    QUALIFIERS,
    Context,
    likely,
    path_to,
    report_broken_link,
    some_words,
)
from generator.lowering.type_expressions import TypeSyntaxError, parse_type
from generator.lowering.type_names import is_known, mentions, names, wrapped
from generator.schema import (
    AnyType,
    ArrayType,
    LiteralType,
    MapType,
    ReferenceType,
    TypeExpr,
    UnknownType,
)
from generator.type_building import nullable_of, union_of
from generator.wording import listed

if TYPE_CHECKING:
    from generator.dialects.dialect import TypeNotation
    from generator.lowering.symbols import Symbol
    from generator.source import Span

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def resolve_cell(context: Context) -> TypeExpr:
    """The type that a cell's text means; unknown, with a diagnostic, where it means none."""
    try:
        tree = parse_type(context.text, context.notation.pointers)
    except TypeSyntaxError as error:
        context.report.add("malformed-type", context.span(error.start, error.end), str(error))
        return UnknownType()
    return resolve(tree, context)


def names_nothing(context: Context) -> bool:
    """Whether a cell's text is a plain word that no page and no part of the notation knows."""
    try:
        tree = parse_type(context.text, context.notation.pointers)
    except TypeSyntaxError:
        return False
    if not isinstance(tree, raw.Word):
        return False
    known = (*context.notation.words, *context.notation.client)
    while tree.text not in known and not _symbols(tree, context):
        rest = _prefixed(tree, context.notation)
        if rest is None:
            return True
        tree, _ = rest
    return False


def resolve(tree: raw.RawType, context: Context) -> TypeExpr:
    """The type that a tree means; unknown, with a diagnostic, where it means none."""
    match tree:
        case raw.Word():
            return _word(tree, context)
        case raw.Constant():
            return LiteralType(tree.value)
        case raw.Link():
            return _link(tree, context)
        case raw.Apply():
            return _apply(tree, context)
        case raw.Array():
            return _array(tree, context)
        case raw.Dictionary():
            return MapType(resolve(tree.values, context))
        case raw.Marked():
            if tree.mark not in context.notation.wrappers:
                span = context.span(tree.start, tree.start + len(tree.mark))
                message = f"`{tree.mark}` before a type means nothing in this notation"
                context.report.add("malformed-type", span, message)
            return _wrapped(tree.mark, resolve(tree.inner, context), context)
        case raw.Either():
            return union_of(resolve(member, context) for member in tree.members)
        case _:
            assert_never(tree)


def _word(word: raw.Word, context: Context) -> TypeExpr:
    if context.linked is not None and names(word.text, context.linked):
        return ReferenceType(context.linked.key)
    known = context.notation.words.get(word.text)
    if known is not None:
        return known
    if word.text in context.notation.client:
        return _client_type(word.text, context.span(word.start, word.end), context)
    named = _named(word, context)
    if named is not None:
        return named
    prefixed = _prefixed(word, context.notation)
    if prefixed is not None:
        rest, meaning = prefixed
        inner = _word(rest, context)
        return ArrayType(inner) if meaning == "array" else MapType(inner)
    return _unknown_word(word, context)


def _prefixed(word: raw.Word, notation: TypeNotation) -> tuple[raw.Word, str] | None:
    """What a word says after a prefix of the notation, and what that means; None without one."""
    for prefix, meaning in notation.prefixes.items():
        if word.text.startswith(prefix) and word.text != prefix:
            return raw.Word(word.text[len(prefix) :], word.start + len(prefix), word.end), meaning
    return None


def _named(word: raw.Word, context: Context) -> TypeExpr | None:
    """The declaration that a name without a usable link means, if there is one."""
    found = _symbols(word, context)
    if len(found) > 1:
        context.report.add(
            "ambiguous-reference",
            context.span(word.start, word.end),
            f"`{word.text}` can be {listed((symbol.key for symbol in found), 'or')}",
            f"link it to its page, such as `[{found[0].name}]({path_to(found[0], context)})`",
        )
        return UnknownType()
    return ReferenceType(found[0].key) if found else None


def _symbols(word: raw.Word, context: Context) -> tuple[Symbol, ...]:
    """What a name without a usable link can mean."""
    *qualifiers, name = QUALIFIERS.split(word.text)
    qualifier = qualifiers[-1] if qualifiers else ""
    symbols = context.symbols
    return symbols.named(word.text, "", context.module) or symbols.named(
        name, qualifier, context.module
    )


def _unknown_word(word: raw.Word, context: Context) -> TypeExpr:
    context.report.add(
        "unknown-type",
        context.span(word.start, word.end),
        f"no page declares a type named `{word.text}`",
        likely(word.text, context) or some_words(context),
    )
    return UnknownType()


def _link(link: raw.Link, context: Context) -> TypeExpr:
    if _URL.match(link.target) or link.target.startswith("//"):
        return _documented(link, context)
    symbol = context.symbols.at(context.page, link.target)
    if symbol is not None and isinstance(link.text, raw.Word) and names(link.text.text, symbol):
        return ReferenceType(symbol.key)
    if symbol is not None and _says(link, context) == symbol.name:
        return ReferenceType(symbol.key)  # a name may hold brackets, such as `List<Pet>`
    inside = wrapped(link.text, context.notation)
    word = inside if isinstance(inside, raw.Word) else None
    elsewhere = link.target.startswith("#") and not (symbol and word and names(word.text, symbol))
    if symbol is None or elsewhere:
        return _linkless(link, word, context)  # a part of this page declares no type of its own
    if word is None and (symbol.is_bare or mentions(inside, symbol)):
        return _several(link, symbol, context)
    if not (names(word.text, symbol) if word is not None else _lists(inside, symbol, context)):
        context.report.add(
            "link-text-mismatch",
            context.span(inside.start, inside.end),
            f"the link's text says `{context.text[inside.start : inside.end]}`,"
            f" its target declares `{symbol.name}`",
            f"the target counts: the type is `{symbol.key}`",
        )
    return _rewrapped(link.text, ReferenceType(symbol.key), context)


def _several(link: raw.Link, symbol: Symbol, context: Context) -> TypeExpr:
    """The types that a link's text lists: what it leads to is one of them, such as `str | Pet`, or
    its page shows no variants."""
    return resolve(link.text, replace(context, linked=symbol))


def _lists(tree: raw.RawType, symbol: Symbol, context: Context) -> bool:
    """Whether a tree may be what the page of a union lists, or is its name in quotes."""
    match tree:
        case raw.Constant(value):
            return value == symbol.name
        case raw.Either() | raw.Apply():
            unheard = replace(context, report=Report())
            resolve(tree, unheard)
            return symbol.is_union and not unheard.report.sorted()
        case _:
            return False


def _says(link: raw.Link, context: Context) -> str:
    """The whole text of a link, read as a name."""
    return read_name(context.text[link.text.start : link.text.end]).text


def _documented(link: raw.Link, context: Context) -> TypeExpr:
    """The type of a link to other people's documentation: a word of the notation, or nothing
    that JSON has, such as the client's own HTTP response."""
    if isinstance(link.text, raw.Word) and link.text.text in context.notation.links:
        return context.notation.links[link.text.text]
    if is_known(link.text, context.notation):
        return resolve(link.text, context)
    text = context.text[link.text.start : link.text.end]
    return _client_type(text, context.span(link.start, link.end), context)


def _client_type(text: str, span: Span, context: Context) -> TypeExpr:
    context.report.add(
        "client-library-type",
        span,
        f"`{text}` is a type of the client library",
        "its values are not described; an overlay can give the field a type",
        once_for=text,
    )
    return UnknownType()


def _client_apply(tree: raw.Apply, context: Context) -> TypeExpr:
    text = context.text[tree.start : tree.end]
    return _client_type(text, context.span(tree.start, tree.end), context)


def _linkless(link: raw.Link, word: raw.Word | None, context: Context) -> TypeExpr:
    """The type of a link that leads to no declaration: its text may still name or list some."""
    if is_known(link.text, context.notation):
        known = resolve(link.text, context)
        if not isinstance(known, AnyType):
            return known  # a word of the notation, with a page of its own that declares no type
    if context.symbols.is_unread(context.page, link.target):
        return _rewrapped(link.text, UnknownType(), context)  # that page has its diagnostic
    span = context.span(link.start, link.end)
    found = _named(word, context) if word is not None else None
    if word is not None and found is not None:
        if isinstance(found, ReferenceType):
            report_broken_link(link.target, found.key, span, context)
            return _rewrapped(link.text, found, context)
        return found
    symbol = context.symbols.with_stem(link.target)
    if symbol is not None:
        report_broken_link(link.target, symbol.key, span, context)
        if word is None and (symbol.is_bare or mentions(link.text, symbol)):
            return _several(link, symbol, context)
        return _rewrapped(link.text, ReferenceType(symbol.key), context)
    context.report.add(
        "dangling-reference",
        span,
        f"`{link.target}` is no page of a type",
        likely(word.text, context) if word is not None else "",
        once_for=context.symbols.path_of(context.page, link.target),
    )
    if word is None:
        return resolve(link.text, context)  # the text lists several types
    return _rewrapped(link.text, UnknownType(), context)


def _rewrapped(tree: raw.RawType, inner: TypeExpr, context: Context) -> TypeExpr:
    """What a link's text says round what its target answers: see `wrapped`."""
    if tree is wrapped(tree, context.notation):
        return inner
    match tree:
        case raw.Marked():
            return _wrapped(tree.mark, _rewrapped(tree.inner, inner, context), context)
        case raw.Array():
            return ArrayType(_rewrapped(tree.items, inner, context))
        case raw.Dictionary():
            return MapType(_rewrapped(tree.values, inner, context))
        case raw.Apply(head=raw.Word(head)) if head in context.notation.client:
            return _client_apply(tree, context)
        case raw.Apply(head=raw.Word() as head, arguments=(*_, last)):
            return _given(tree, head, (_rewrapped(last, inner, context),), context)
        case _:
            return inner


def _array(tree: raw.Array, context: Context) -> TypeExpr:
    if isinstance(tree.items, raw.Word):
        known = context.notation.words.get(f"{tree.items.text}[]")  # `byte[]` is no array
        if known is not None:
            return known
    return ArrayType(resolve(tree.items, context))


def _apply(tree: raw.Apply, context: Context) -> TypeExpr:
    if not isinstance(tree.head, raw.Word):
        span = context.span(tree.head.start, tree.head.end)
        context.report.add("unknown-type", span, "this takes no type arguments")
        return UnknownType()
    if tree.head.text in context.notation.client:
        return _client_apply(tree, context)
    written = tree.arguments
    if tree.head.text in context.notation.map and len(written) == 2:
        written = written[1:]  # the first is the type of the keys, and JSON's are strings
    arguments = tuple(resolve(argument, context) for argument in written)
    if len(written) < len(tree.arguments):
        return MapType(arguments[0])
    return _given(tree, tree.head, arguments, context)


def _given(
    tree: raw.Apply, head: raw.Word, arguments: tuple[TypeExpr, ...], context: Context
) -> TypeExpr:
    """What a head means with its arguments; unknown, with a diagnostic, where it means nothing."""
    applied = _applied(head.text, arguments, context)
    if applied is not None:
        return applied
    if _is_meant(head, context):
        span = context.span(tree.start, tree.end)
        context.report.add("unknown-type", span, f"`{head.text}` takes no such arguments")
        return UnknownType()
    return _unknown_word(head, context)


def _is_meant(head: raw.Word, context: Context) -> bool:
    """Whether a head that does not fit its arguments is a head, a word or a type nevertheless."""
    notation = context.notation
    return head.text in notation.heads | notation.words.keys() | context.symbols.by_name.keys()


def _applied(head: str, arguments: tuple[TypeExpr, ...], context: Context) -> TypeExpr | None:
    """A head of the dialect with its arguments; None where it is no head, or takes fewer."""
    notation = context.notation
    if head in notation.union:
        return union_of(arguments)
    if head in notation.array and len(arguments) == 1:
        return ArrayType(arguments[0])
    if head in notation.map and len(arguments) == 1:
        return MapType(arguments[0])
    if head in notation.wrappers and len(arguments) == 1:
        return _wrapped(head, arguments[0], context)
    return None


def _wrapped(wrapper: str, inner: TypeExpr, context: Context) -> TypeExpr:
    meaning = context.notation.wrappers.get(wrapper, "plain")
    if meaning == "nullable" or (meaning == "nullable-when-required" and context.required):
        return nullable_of(inner)
    return inner
