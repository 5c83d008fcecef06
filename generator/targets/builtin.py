"""The targets that come with the program. The only module that knows more than one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from generator.targets import Target, jsonschema, python, python_models, typescript

_TARGETS: Final = (
    *(python.TARGET, jsonschema.TARGET, typescript.TARGET),
    *(python_models.PYDANTIC, python_models.MSGSPEC, python_models.TYPEDDICT),
)

BUILTIN_TARGETS: Final[Mapping[str, Target]] = MappingProxyType(
    {target.name: target for target in _TARGETS}
)
"""By name, in the order in which they are built."""
