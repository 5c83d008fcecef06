"""The document of a schema becomes Python, through datamodel-code-generator and black.

The only module that knows either. They are imported when models are asked for, and not before: a
program that makes none of them would wait for them in vain.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from generator.schema import Json

_OPTIONS: Final[Mapping[str, object]] = {
    "input_file_type": "jsonschema",
    # Everything has its name already.
    "custom_class_name_generator": str,
    "skip_root_model": True,
    "use_schema_description": True,
    "use_type_alias": True,
    "use_annotated": True,
    "use_subclass_enum": True,
    "use_typed_map_values_beside_other_types": True,
    "use_typed_nullable_map_values": True,
    "strict_nullable": True,
    # A page has no say in what is read, and neither has the folder that the program runs in: the
    # generator's own formatters would look there for a pyproject.toml.
    "allow_remote_refs": False,
    "strict_refs": True,
    "formatters": [],
    "disable_timestamp": True,
    "custom_file_header": " ",
}


def models_code(document: Mapping[str, Json], options: Mapping[str, object]) -> str:
    """The code that declares what stands under the document's `$defs`, as black leaves it.

    Empty where nothing does. `options` are the generator's own, for what differs between targets.
    """
    import black
    from datamodel_code_generator import generate
    from datamodel_code_generator.config import GenerateConfig

    if not document["$defs"]:
        return ""
    config = GenerateConfig.model_validate({**_OPTIONS, **options})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        code = generate(document, config=config)
    assert isinstance(code, str), "a document of one file becomes one module"
    return black.format_str(code, mode=black.Mode()).strip("\n")
