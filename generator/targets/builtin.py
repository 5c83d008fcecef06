"""The targets that come with the program. The only module that knows more than one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from generator.targets import Target, jsonschema, python, typescript

BUILTIN_TARGETS: Final[Mapping[str, Target]] = MappingProxyType(
    {target.name: target for target in (python.TARGET, jsonschema.TARGET, typescript.TARGET)}
)
"""By name, in the order in which they are built."""
