"""The targets `pydantic`, `msgspec` and `typeddict`, through datamodel-code-generator."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from generator.artifacts import templates_folder
from generator.schema import PrimitiveName, RecordDecl, Schema, TypeExpr
from generator.targets import Target
from generator.targets.python_meetings import check as check_names
from generator.targets.python_models_document import Adapt, Style
from generator.targets.python_models_keys import has_no_reference, key_names, keys_view, record_doc
from generator.targets.python_models_names import (
    MSGSPEC_ATTRIBUTES,
    PYDANTIC_ATTRIBUTES,
    RUNTIME_NAMES,
    attribute_names,
)
from generator.targets.python_models_package import Flavour
from generator.targets.python_models_widening import Widening, with_maps
from generator.targets.python_text import visible_text

if TYPE_CHECKING:
    from generator.diagnostics import Report

_CHECKED: Final[Mapping[PrimitiveName, str]] = {
    "string": "_types.Text",
    "integer": "_types.Integer",
    "number": "_types.Number",
    "boolean": "_types.Boolean",
    "datetime": "_types.DateTime",
    "date": "_types.Date",
    "bytes": "_types.Base64",
}
_STRICT: Final[Mapping[PrimitiveName, str]] = {
    **_CHECKED,
    # These msgspec does not mix up.
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
}
# The runtime is imported from beside the models, wherever the package is put.
_BESIDE: Final = dict.fromkeys(RUNTIME_NAMES, "._types")
# What msgspec does not take in a name.
_UNWRITABLE: Final = re.compile(r'["\\\x00-\x1f]')


def _pydantic_options(schema: Schema, classes: Mapping[str, str]) -> Mapping[str, object]:
    return {
        "output_model_type": "pydantic_v2.BaseModel",
        "target_pydantic_version": "2.14",
        "use_missing_sentinel": True,
        "base_class": "_types.Model",
        "aliases": _attributes(schema, classes, PYDANTIC_ATTRIBUTES),
        "import_overrides": _BESIDE,
    }


def _msgspec_options(schema: Schema, classes: Mapping[str, str]) -> Mapping[str, object]:
    closed = (classes[record.key] for record in _records(schema) if record.additional is None)
    return {
        "output_model_type": "msgspec.Struct",
        "keyword_only": True,
        "base_class_map": dict.fromkeys(closed, "_types.Closed"),
        "aliases": _attributes(schema, classes, MSGSPEC_ATTRIBUTES),
        "import_overrides": {**_BESIDE, "IntEnum": "enum"},
    }


def _typeddict_options(schema: Schema, classes: Mapping[str, str]) -> Mapping[str, object]:
    return {
        "output_model_type": "typing.TypedDict",
        "use_type_alias_type": True,
        "use_field_description": True,
        "custom_template_dir": templates_folder() / "typeddict",
        "extra_template_data": {
            classes[record.key]: {"doc": record_doc(record), "keys": keys_view(record)}
            for record in _records(schema)
        },
        # Before Python 3.12, pydantic reads no others.
        "import_overrides": {**_BESIDE, "TypedDict": "typing_extensions"},
    }


def _records(schema: Schema) -> tuple[RecordDecl, ...]:
    return tuple(each for each in schema.declarations if isinstance(each, RecordDecl))


def _attributes(
    schema: Schema, classes: Mapping[str, str], taken: frozenset[str]
) -> Mapping[str, str]:
    """What attributes are called, where it is not what the wire calls them."""
    return {
        f"{classes[record.key]}.{wire_name}": name
        for record in _records(schema)
        for wire_name, name in attribute_names(record, taken).items()
        if name != wire_name
    }


def _wire_names(record: RecordDecl) -> Mapping[str, str]:
    return {field.wire_name: field.wire_name for field in record.fields}


def _writable_names(record: RecordDecl) -> Mapping[str, str]:
    names = _wire_names(record)
    return {name: name for name in names if not _UNWRITABLE.search(name)}


def _check_msgspec(schema: Schema, report: Report) -> None:
    """Report the names that meet in Python, and those that msgspec cannot write."""
    check_names(schema, report)
    for record in _records(schema):
        names = _writable_names(record)
        for field in record.fields:
            if field.span is not None and field.wire_name not in names:
                report.add(
                    "unwritable-name",
                    field.span,
                    f"msgspec has no way to write the name `{visible_text(field.wire_name)}`",
                    "it takes no quotation marks, backslashes and control characters",
                )


def _as_written(schema: Schema) -> Schema:
    return schema


def _as_it_is(type_: TypeExpr, home: str = "") -> TypeExpr:  # noqa: ARG001 - all are alike
    return type_


def _takes_all(schema: Schema) -> Adapt:  # noqa: ARG001 - all are alike
    return _as_it_is


_PYDANTIC: Final = Flavour(
    name="pydantic",
    runtime=("_forms.py", "_types.py"),
    style=Style(_CHECKED, has_enums=True, has_exact=True, takes_extras=lambda _: True),
    properties=_wire_names,
    prepare=_as_written,
    adapt=_takes_all,
    options=_pydantic_options,
)
_MSGSPEC: Final = Flavour(
    name="msgspec",
    runtime=("_types.py",),
    style=Style(_STRICT, has_enums=True, has_exact=False, takes_extras=lambda _: False),
    properties=_writable_names,
    prepare=with_maps,
    adapt=lambda schema: Widening(schema).widened,
    options=_msgspec_options,
)
_TYPEDDICT: Final = Flavour(
    name="typeddict",
    runtime=("_forms.py", "_types.py"),
    style=Style(_CHECKED, has_enums=False, has_exact=True, takes_extras=has_no_reference),
    properties=key_names,
    prepare=with_maps,
    adapt=_takes_all,
    options=_typeddict_options,
)

PYDANTIC: Final = Target(name=_PYDANTIC.name, options={}, check=check_names, views=_PYDANTIC.views)
MSGSPEC: Final = Target(name=_MSGSPEC.name, options={}, check=_check_msgspec, views=_MSGSPEC.views)
TYPEDDICT: Final = Target(
    name=_TYPEDDICT.name, options={}, check=check_names, views=_TYPEDDICT.views
)
