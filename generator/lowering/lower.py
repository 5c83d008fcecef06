"""An outline becomes a declaration: what the cells write becomes what they mean.

Every reference is resolved here, and every cell is either in the declaration or has a
diagnostic. Examples and defaults stay cells for the moment: whether they hold can be said only
when the whole schema stands (`samples.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, assert_never

from generator.frozen import replace
from generator.lowering.enums import lower_values
from generator.lowering.lowered import Lowered, Lowering
from generator.lowering.overlay import NOTHING_TOLD, TypeFacts, closed_type
from generator.lowering.records import lower_record
from generator.lowering.resolve import names_nothing, resolve_cell
from generator.lowering.type_context import Context
from generator.pages.page import Fence, Heading
from generator.schema import (
    AliasDecl,
    EnumDecl,
    NullableType,
    PrimitiveType,
    TypeExpr,
    UnionDecl,
    UnionType,
    UnknownType,
)
from generator.type_building import union_of
from generator.wording import listed

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.lowering.outline import Kind, Outline, Section
    from generator.source import Span


def lower_page(outline: Outline, lowering: Lowering) -> Lowered:
    """The declaration of a page. What could not be understood is unknown, with a diagnostic."""
    facts = lowering.overlay.types.get(outline.key, NOTHING_TOLD)
    if facts is not NOTHING_TOLD:
        _report_foreign_facts(outline.kind, facts, lowering.report)
    if facts.doc is not None or facts.deprecated is not None:
        outline = replace(
            outline,
            doc=outline.doc if facts.doc is None else facts.doc,
            deprecated=outline.deprecated if facts.deprecated is None else facts.deprecated,
        )
    match outline.kind:
        case "fields":
            return lower_record(outline, facts, lowering)
        case "values":
            return _lower_enum(outline, facts, lowering)
        case "variants":
            return _lower_union(outline, facts, lowering)
        case _:
            assert_never(outline.kind)


def _report_foreign_facts(kind: Kind, facts: TypeFacts, report: Report) -> None:
    """Report what the overlay says that nothing can be made of for this kind of declaration."""
    told: dict[str, object] = {
        "closed": facts.closed,
        "additional": facts.additional,
        "open": facts.open,
        "values": facts.values,
        "variants": facts.variants,
    }
    match kind:
        case "fields":
            noun, read = "a record", ["closed", "additional"]
        case "values":
            noun, read = "an enum", ["open", "values"]
        case "variants":
            noun, read = "a union", ["variants"]
        case _:
            assert_never(kind)
    foreign = [key for key, fact in told.items() if fact is not None and key not in read]
    if foreign:
        verb = "says" if len(foreign) == 1 else "say"
        message = f"{listed(foreign)} {verb} nothing about {noun}"
        hint = f"for {noun} there {'is' if len(read) == 1 else 'are'} {listed(read)}"
        report.add("unknown-key", facts.places.get(foreign[0], facts.span), message, hint)


def _lower_enum(outline: Outline, facts: TypeFacts, lowering: Lowering) -> Lowered:
    found = lower_values(outline.sections, lowering.dialect, lowering.report)
    values = found.values if facts.values is None else facts.values
    if not values:
        if found.is_whole:
            key = outline.key
            lowering.report.add(
                "no-values",
                outline.title.span,
                f"the page of the enum `{outline.name}` shows no values",
                f"an overlay can: `{key}: {{values: […]}}`",
            )
        return Lowered(_alias(outline, UnknownType()), outline=outline, facts=facts)
    enum = EnumDecl(
        module=outline.module,
        name=outline.name,
        page=outline.page.source.name,
        values=values,
        open=found.open or outline.is_open if facts.open is None else facts.open,
        doc=outline.doc,
        deprecated=outline.deprecated,
        span=outline.title.span,
    )
    return Lowered(enum, rows=found.rows, outline=outline, facts=facts)


def _lower_union(outline: Outline, facts: TypeFacts, lowering: Lowering) -> Lowered:
    if facts.variants is None:
        written = [each for s in outline.sections for each in _written(s, outline, lowering)]
        if lowering.dialect.tagged_variants:
            stranger = next((each for each in written if names_nothing(each[0])), None)
            if stranger is not None:
                return _tagged(outline, *stranger, facts, lowering)
        variants = [(resolve_cell(context), place) for context, place in written]
    else:
        place = facts.places["variants"]
        variants = [
            (closed_type(variant, place, lowering.symbols, lowering.report), place)
            for variant in facts.variants
        ]
    if not variants:
        lowering.report.add(
            "no-variants",
            outline.title.span,
            f"the page of the union `{outline.name}` shows no variants",
            f"an overlay can: `{outline.key}: {{variants: […]}}`",
        )
        return Lowered(_alias(outline, UnknownType()), outline=outline, facts=facts)
    match union_of(type_ for type_, _ in variants):
        case UnionType(members):
            pass
        case NullableType(UnionType(members)):
            members = (*members, PrimitiveType("null"))
        case type_:  # one variant only
            alias = _alias(outline, type_)
            return Lowered(alias, variants=(variants[0][1],), outline=outline, facts=facts)
    union = UnionDecl(
        module=outline.module,
        name=outline.name,
        page=outline.page.source.name,
        variants=members,
        doc=outline.doc,
        deprecated=outline.deprecated,
        span=outline.title.span,
    )
    # A heading may write several variants, and several headings one.
    places = {each: place for type_, place in reversed(variants) for each in _opened(type_)}
    spans = tuple(places[each] for each in members)
    return Lowered(union, variants=spans, outline=outline, facts=facts)


def _tagged(
    outline: Outline, stranger: Context, place: Span, facts: TypeFacts, lowering: Lowering
) -> Lowered:
    """A union one of whose headings names no type. Even those that do may mean something else."""
    lowering.report.add(
        "no-variants",
        place,
        f"`{stranger.text}` names no type: the headings of the union `{outline.name}` may be the"
        " values of a discriminator",
        f"an overlay can tell the types: `{outline.key}: {{variants: […]}}`",
    )
    return Lowered(_alias(outline, UnknownType()), outline=outline, facts=facts)


def _opened(type_: TypeExpr) -> tuple[TypeExpr, ...]:
    """The variants that a type adds to a union."""
    match type_:
        case UnionType(members):
            return members
        case NullableType(inner):
            return (*_opened(inner), PrimitiveType("null"))
        case _:
            return (type_,)


def _written(
    section: Section, outline: Outline, lowering: Lowering
) -> Iterator[tuple[Context, Span]]:
    """What is written for each variant, and its place: in its heading, or where the dialect finds
    it in its fence."""
    pattern = lowering.dialect.variant_fence
    levels = [block.level for block in section.blocks if isinstance(block, Heading)]
    for index, block in enumerate(section.blocks):
        if not isinstance(block, Heading) or block.level > min(levels):
            continue
        after = section.blocks[index + 1 : index + 2]
        lines = after[0].lines if after and isinstance(after[0], Fence) else ()
        text, place = block.text, block.span
        for line in lines:
            match = pattern.search(line.text) if pattern is not None else None
            if match is not None:
                text, place = match[1], line.span.part(*match.span(1))
                break
        context = Context(
            page=outline.page.source.name,
            module=outline.module,
            notation=lowering.dialect.types,
            symbols=lowering.symbols,
            report=lowering.report,
            text=text,
            span=place.part,
        )
        yield context, place


def _alias(outline: Outline, type_: TypeExpr) -> AliasDecl:
    return AliasDecl(
        module=outline.module,
        name=outline.name,
        page=outline.page.source.name,
        type=type_,
        doc=outline.doc,
        deprecated=outline.deprecated,
        span=outline.title.span,
    )
