"""The modules of a schema: which is in which, what each declares, and where it first shows."""

from __future__ import annotations

from generator.module_tree import member_origins, module_tree
from generator.schema import AliasDecl, AnyType, Schema
from generator.source import Span

PLACES = {key: Span("a.md", line, 1, 2) for line, key in enumerate("abcd", start=1)}
DECLARED = tuple(
    AliasDecl(module, name, "a.md", AnyType(), span=PLACES[name])
    for module, name in [("", "a"), ("x.y", "b"), ("x.y.z", "c"), ("z", "d")]
)


def test_a_module_is_there_that_only_has_others_in_it() -> None:
    tree = module_tree(Schema("example", DECLARED))
    assert tree.children == {"": ("x", "z"), "x": ("x.y",), "x.y": ("x.y.z",), "x.y.z": (), "z": ()}
    assert list(tree.declarations) == list(tree.children)
    assert tree.declarations["x"] == ()
    assert tree.declarations["x.y"] == DECLARED[1:2]
    first = {"x": "b", "x.y": "b", "x.y.z": "c", "z": "d"}
    assert tree.spans == {module: PLACES[name] for module, name in first.items()}


def test_a_module_is_made_of_what_is_declared_below_it_too() -> None:
    members = member_origins(module_tree(Schema("example", DECLARED)).declarations)
    keys = {module: [origin.key for origin in origins] for module, origins in members.items()}
    both = ["x.y.b", "x.y.z.c"]
    assert keys == {"x": both, "x.y": both, "x.y.z": ["x.y.z.c"], "z": ["z.d"]}


def test_the_root_is_there_where_nothing_is() -> None:
    tree = module_tree(Schema("example", ()))
    assert (tree.children, tree.declarations, tree.spans) == ({"": ()}, {"": ()}, {})
