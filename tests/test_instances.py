"""Whether a value is one of a type: what random schemas do not reach."""

from __future__ import annotations

from generator.instances import find_mismatch
from generator.schema import (
    AliasDecl,
    Declaration,
    Field,
    Json,
    PrimitiveType,
    RecordDecl,
    ReferenceType,
    UnionDecl,
)


def test_a_union_that_leads_back_to_itself_is_judged_in_polynomial_time() -> None:
    """Each of its records holds it again: without memory, every level would double the work."""
    inner = Field("c", ReferenceType("T"), required=False)
    records = [RecordDecl("", name, "page.md", (inner,)) for name in ("A", "B")]
    union = UnionDecl("", "T", "page.md", (ReferenceType("A"), ReferenceType("B")))
    declarations: dict[str, Declaration] = {each.key: each for each in records}
    declarations["T"] = union
    value: Json = 1
    for _ in range(40):
        value = {"c": value}
    mismatch = find_mismatch(value, ReferenceType("T"), declarations)
    assert mismatch is not None


def test_a_long_chain_of_aliases_is_followed() -> None:
    chain = [AliasDecl("", f"A{n}", "page.md", ReferenceType(f"A{n + 1}")) for n in range(5000)]
    last = AliasDecl("", "A5000", "page.md", PrimitiveType("string"))
    declarations: dict[str, Declaration] = {each.key: each for each in chain}
    declarations["A5000"] = last
    assert find_mismatch("x", ReferenceType("A0"), declarations) is None
    assert find_mismatch(1, ReferenceType("A0"), declarations) is not None
