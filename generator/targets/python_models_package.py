"""A package of models: a runtime of ours, one module of models, and the packages that offer them.

Models refer to each other in circles, so they stand in one module, which datamodel-code-generator
writes. The packages of the schema's modules import them from there; packages and types are called
what they are called in the Python target.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, cast

from generator.artifacts import View
from generator.frozen import Frozen
from generator.module_tree import member_origins, module_tree
from generator.origins import Line, Origin, Origins
from generator.targets.python_layout import folded_import
from generator.targets.python_lines import code_line, item_lines
from generator.targets.python_models_code import models_code
from generator.targets.python_models_document import Adapt, DocumentBuilder, Style
from generator.targets.python_models_names import class_names
from generator.targets.python_models_origins import model_lines
from generator.targets.python_names import Names, schema_names
from generator.targets.python_text import string_literal
from generator.targets.python_types import import_order, natural_order

if TYPE_CHECKING:
    from generator.schema import RecordDecl, Schema
    from generator.targets import Options


class ModelsView(Frozen):
    """The module of all models."""

    code: tuple[Line, ...]
    """Empty: there are none."""


class OffersView(Frozen):
    """A package: what it offers, each from where it is."""

    imports: tuple[Line, ...]
    exports: tuple[Line, ...]


class Flavour(Frozen):
    """What a target of models has of its own."""

    name: str
    runtime: tuple[str, ...]
    """The modules of its runtime."""
    style: Style
    properties: Callable[[RecordDecl], Mapping[str, str]]
    """From each wire name of a record that the target can have to its name in the document."""
    prepare: Callable[[Schema], Schema]
    """The schema as the target can have it, declaration by declaration."""
    adapt: Callable[[Schema], Adapt]
    options: Callable[[Schema, Mapping[str, str]], Mapping[str, object]]
    """The generator's options, for a schema and the names of its classes by key."""

    def views(self, schema: Schema, options: Options) -> Iterator[View]:  # noqa: ARG002 - it takes none
        """The runtime, the models, then every package."""
        names = schema.once(schema_names)
        root = f"{self.name}/{names.package}"
        for file in ("py.typed", *self.runtime):
            yield View(f"{root}/{file}", f"{self.name}/{file}.jinja", None)
        classes = class_names(schema, names)
        prepared = self.prepare(schema)
        adapt = self.adapt(prepared)
        builder = DocumentBuilder(prepared, classes, self.properties, self.style, adapt)
        told = self.options(prepared, classes)
        code = models_code(builder.document(), told)
        by_class = {classes[each.key]: each for each in prepared.declarations}
        spelled = cast("Mapping[str, str]", told.get("aliases", {}))

        def attributes(record: RecordDecl) -> Mapping[str, str]:
            """The wire names by the attributes that they become."""
            class_ = classes[record.key]
            names = self.properties(record).items()
            return {spelled.get(f"{class_}.{wire}", name): wire for wire, name in names}

        models = ModelsView(model_lines(code, by_class, attributes))
        yield View(f"{root}/_models.py", "pydantic/_models.py.jinja", models)
        for module, packages in names.modules.items():
            path = "/".join((root, *packages, "__init__.py"))
            view = _offers_view(schema, names, classes, module)
            yield View(path, "pydantic/package.py.jinja", view)


def _offers_view(
    schema: Schema, names: Names, classes: Mapping[str, str], module: str
) -> OffersView:
    models = "." * (len(names.modules[module]) + 1) + "_models"
    tree = schema.once(module_tree)
    members = member_origins(tree.declarations)
    offers: dict[str, tuple[str, str, Origins]] = {}
    for child in tree.children[module]:
        package = names.modules[child][-1]
        offers[package] = (".", package, members[child])
    for declaration in tree.declarations[module]:
        name, imported = names.classes[declaration.key], classes[declaration.key]
        offers[name] = (models, imported, Origin(declaration.key).by())
    imports = sorted(
        (source, natural_order(imported), name, imported)
        for name, (source, imported, _) in offers.items()
    )
    exports = ((string_literal(name), offers[name][2]) for name in sorted(offers, key=import_order))
    return OffersView(
        tuple(
            code_line(folded_import(source, f"{imported} as {name}"), offers[name][2])
            for source, _, name, imported in imports
        ),
        item_lines("__all__ = ", exports, (), brackets="[]"),
    )
