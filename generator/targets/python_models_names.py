"""What the types of a schema are called in the one module that holds a target's models.

All classes stand in one private module, since models refer to each other in circles; the packages
of the schema's modules import them from there under their own names. In that module a class has
a name that nothing else can have: no class of another module, no field, no word of the generated
code. So the generator that writes it finds nothing to rename.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from generator.naming import spell_names
from generator.schema import RecordDecl, Schema
from generator.targets.python_names import Names, field_names

# Pydantic's models have these attributes, and a field may have none of their names.
PYDANTIC_ATTRIBUTES: Final = frozenset(
    [
        *("construct", "copy", "dict", "from_orm", "json", "model_computed_fields"),
        *("model_config", "model_construct", "model_copy", "model_dump", "model_dump_json"),
        *("model_extra", "model_fields", "model_fields_set", "model_json_schema"),
        *("model_parametrized_name", "model_post_init", "model_rebuild", "model_validate"),
        *("model_validate_json", "model_validate_strings", "parse_file", "parse_obj", "parse_raw"),
        *("schema", "schema_json", "update_forward_refs", "validate"),
    ]
)
# A module of structs calls msgspec's `field()` in the bodies of classes.
MSGSPEC_ATTRIBUTES: Final = frozenset({"field"})

RUNTIME_NAMES: Final = (
    *("Base64", "Boolean", "Closed", "Date", "DateTime", "Exact", "IntEnum", "Integer", "Model"),
    *("Number", "Text"),
)
"""What the generated `_types.py` of each target may offer to the models."""

# What a module of models imports besides.
_WORDS: Final = frozenset(
    [
        *RUNTIME_NAMES,
        *("Annotated", "Any", "BaseModel", "ConfigDict", "Dict", "Enum", "Field", "List"),
        *("Literal", "MISSING", "Meta", "NotRequired", "Optional", "Required", "StrEnum", "Struct"),
        *("TypeAlias", "TypeAliasType", "TypedDict", "UNSET", "Union", "UnsetType"),
    ]
)


def class_names(schema: Schema, names: Names) -> Mapping[str, str]:
    """From a declaration's key to the name of its class: `operations_Origin`, or `Origin`.

    `names` are what the schema's packages and types are called in Python.
    """
    declarations = schema.by_key()

    def spell(key: str) -> str:
        name = "_".join((*names.modules[declarations[key].module], names.classes[key]))
        # The name of a field is in lower case.
        return f"Type_{name}" if name in _WORDS or name == name.lower() else name

    return spell_names(declarations, spell).names


def attribute_names(record: RecordDecl, taken: Collection[str]) -> Mapping[str, str]:
    """From each wire name to its attribute, which is none of those `taken`."""
    names, _ = field_names(record)
    spelled = spell_names(names.values(), lambda name: f"{name}_" if name in taken else name).names
    return {wire_name: spelled[name] for wire_name, name in names.items()}
