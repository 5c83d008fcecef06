"""What data is made of: values that never change, and are equal where all that they hold is.

To whoever reads it, a `Frozen` is a frozen dataclass with slots. It is made in an eighth of the
time, compared, hashed and told to another process in a third of it, and its class is there at once:
there are two hundred, and of a large spec set a million values.
"""

from __future__ import annotations

from typing import dataclass_transform

from msgspec import Struct, field
from msgspec.structs import asdict, astuple, replace

__all__ = ["Frozen", "asdict", "astuple", "field", "field_names", "replace"]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Frozen(Struct, frozen=True):
    """A value with a name for each of its parts."""


def field_names(value: Frozen | type[Frozen]) -> tuple[str, ...]:
    """The names of the parts of a value, in the order in which it is made of them."""
    return value.__struct_fields__
