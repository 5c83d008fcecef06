"""What the packages of the Python target offer, and where the root package finds each type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from generator.artifacts import View
from generator.frozen import Frozen, astuple
from generator.module_tree import member_origins, module_tree, parent_module
from generator.origins import Line, Origin, Origins
from generator.targets.python_layout import folded_import
from generator.targets.python_lines import code_line, item_lines
from generator.targets.python_text import string_literal
from generator.targets.python_types import import_order, natural_order

if TYPE_CHECKING:
    from generator.schema import Schema
    from generator.targets.python_names import Names

_RUNTIME_NAMES: Final = ("ABSENT", "Absent", "Codec", "DecodeError", "Finding", "codec")
"""What the package offers besides the types, unless a type or module has the name."""


class PackageView(Frozen):
    """A package: what it exports, and the files that this comes from."""

    dots: str
    """The way to the root package."""
    imports: tuple[Line, ...]
    exports: tuple[Line, ...]
    files: tuple[Line, ...]


class IndexView(Frozen):
    """Where the codec of every declaration is."""

    files: tuple[Line, ...]


class _Offer(Frozen):
    """The file that a name comes from."""

    file: str
    origins: Origins


def package_views(schema: Schema, names: Names, root: str) -> Iterator[View]:
    """The index of all types, then every package; `root` is the folder of the root package."""
    origins = {key: (Origin(key),) for key in schema.by_key()}
    index = (
        (
            key,
            ".".join((*names.modules[declaration.module], names.files[key])),
            origins[key],
        )
        for key, declaration in schema.by_key().items()
    )
    files = IndexView(_dict_lines("FILES: dict[str, str]", index))
    yield View(f"{root}/_index.py", "python/_index.py.jinja", files)
    offers = _offers(schema, names, origins)
    for module, packages in names.modules.items():
        path = "/".join((root, *packages, "__init__.py"))
        view = _package_view("." * (len(packages) + 1), offers[module])
        yield View(path, "python/package.py.jinja", view)


def _offers(
    schema: Schema, names: Names, origins: Mapping[str, Origins]
) -> dict[str, dict[str, _Offer]]:
    """For each module, what its package offers by its name."""
    members = member_origins(schema.once(module_tree).declarations)
    offers: dict[str, dict[str, _Offer]] = {module: {} for module in names.modules}
    offers[""] |= dict.fromkeys(_RUNTIME_NAMES, _Offer("_runtime", ()))
    for module, packages in names.modules.items():
        if packages:
            offer = _Offer(packages[-1], members[module])
            offers[parent_module(module)][packages[-1]] = offer
    for key, declaration in schema.by_key().items():
        offer = _Offer(names.files[key], origins[key])
        offers[declaration.module][names.classes[key]] = offer
    return offers


def _package_view(dots: str, offers: Mapping[str, _Offer]) -> PackageView:
    order = {name: import_order(name) for name in offers}
    imports = sorted(
        (natural_order(source), order[name], name, source)
        for name, offer in offers.items()
        for source in ("." if offer.file == name else f".{offer.file}",)
    )
    in_order = sorted(offers, key=order.__getitem__)
    return PackageView(
        dots=dots,
        imports=tuple(
            code_line(folded_import(source, f"{name} as {name}", indent=4), offers[name].origins)
            for *_, name, source in imports
        ),
        exports=item_lines(
            "__all__ = ",
            ((string_literal(name), offers[name].origins) for name in in_order),
            (),
            brackets="[]",
        ),
        files=_dict_lines("_FILES", ((name, *astuple(offers[name])) for name in in_order)),
    )


def _dict_lines(target: str, items: Iterable[tuple[str, str, Origins]]) -> tuple[Line, ...]:
    entries = (
        (f"{string_literal(key)}: {string_literal(value)}", origins)
        for key, value, origins in items
    )
    return item_lines(f"{target} = ", entries, (), brackets="{}")
