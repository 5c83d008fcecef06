"""Every rule of `diff`: what changed, and what that can do to readers and to writers.

A rule is what a reviewer would want to silence or to gate by itself. Its identifier stays for
ever; `rules/<identifier>.md` tells the rest. Where an effect depends, the two types decide:
whether a payload exists that the other side rejects.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from generator.diff.model import Bump
from generator.frozen import Frozen


class Expected(Enum):
    """What a rule says beforehand of its effect on one audience."""

    BREAKING = "breaking"
    """Wherever the type has a payload at all."""
    COMPATIBLE = "compatible"
    DEPENDS = "depends"


class Rule(Frozen):
    """What the catalogue knows of a rule."""

    sentence: str
    """One plain sentence, without a full stop."""
    readers: Expected
    writers: Expected
    bump: Bump
    """The least bump that it asks for. What breaks asks for a major one in any case."""


_B, _C, _D = Expected.BREAKING, Expected.COMPATIBLE, Expected.DEPENDS
_MAJOR, _MINOR, _PATCH = Bump.MAJOR, Bump.MINOR, Bump.PATCH

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        # The spec set.
        "set-renamed": Rule("the spec set has another name", _C, _C, _MAJOR),
        "set-version-changed": Rule("the spec set has another version", _C, _C, _PATCH),
        # Types.
        "type-removed": Rule("a type is gone", _C, _B, _MAJOR),
        "type-kind-changed": Rule("a type is of another kind", _D, _D, _MAJOR),
        "type-renamed": Rule("a type has another name", _C, _C, _MAJOR),
        "type-moved": Rule("a type is in another module", _C, _C, _MAJOR),
        "type-added": Rule("a type is new", _C, _C, _MINOR),
        "type-deprecated": Rule("a type is deprecated", _C, _C, _MINOR),
        "type-reinstated": Rule("a type is no longer deprecated", _C, _C, _MINOR),
        "type-description-changed": Rule("a type's description is another", _C, _C, _PATCH),
        "type-page-moved": Rule("a type is declared on another page", _C, _C, _PATCH),
        # Fields that come and go.
        "field-removed-required": Rule("a required field is gone", _B, _D, _MINOR),
        "field-removed-optional": Rule("an optional field is gone", _D, _D, _MINOR),
        "field-renamed": Rule("a field has another wire name", _D, _D, _MINOR),
        "field-added-required": Rule("a required field is new", _D, _B, _MINOR),
        "field-added-optional": Rule("an optional field is new", _D, _D, _MINOR),
        "field-became-required": Rule("an optional field is required", _C, _B, _MINOR),
        "field-became-optional": Rule("a required field is optional", _B, _C, _MINOR),
        # Types of fields.
        "field-became-nullable": Rule("a field may be null", _D, _C, _MINOR),
        "field-became-non-nullable": Rule("a field may no longer be null", _C, _D, _MINOR),
        "field-variant-added": Rule("a field's type has another variant", _D, _C, _MINOR),
        "field-variant-removed": Rule("a field's type has lost a variant", _C, _D, _MINOR),
        "field-integer-became-number": Rule("an integer field takes any number", _B, _C, _MINOR),
        "field-number-became-integer": Rule("a number field takes integers only", _C, _B, _MINOR),
        "field-form-required": Rule("a string field takes strings of one form", _C, _B, _MINOR),
        "field-form-dropped": Rule("a string field has no form any more", _B, _C, _MINOR),
        "field-form-changed": Rule("a string field takes another form", _B, _B, _MINOR),
        "field-literal-changed": Rule("a field's only value is another", _B, _B, _MINOR),
        "field-literal-required": Rule("a field takes one value only", _C, _B, _MINOR),
        "field-literal-dropped": Rule("a field of one value takes others too", _B, _C, _MINOR),
        "field-became-array": Rule("a field holds an array of what it held", _D, _D, _MINOR),
        "field-became-single": Rule("a field holds one of what it held many of", _D, _D, _MINOR),
        "field-became-any": Rule("a field takes any value", _D, _C, _MINOR),
        "field-any-dropped": Rule("a field that took any value has a type", _C, _D, _MINOR),
        "field-type-lost": Rule("a field's type is no longer understood", _D, _C, _MINOR),
        "field-type-understood": Rule("a type that was unknown is understood", _C, _D, _MINOR),
        "field-reference-changed": Rule("a field refers to another type", _D, _D, _MINOR),
        "field-type-widened": Rule("a field's type takes more values", _B, _C, _MINOR),
        "field-type-narrowed": Rule("a field's type takes fewer values", _C, _B, _MINOR),
        "field-type-changed": Rule("a field's type takes other values", _B, _B, _MINOR),
        "field-type-respelled": Rule("a field's type says the same otherwise", _C, _C, _PATCH),
        # What else is said of fields.
        "field-default-added": Rule("a field has a default", _C, _C, _MINOR),
        "field-default-changed": Rule("a field's default is another", _C, _C, _MINOR),
        "field-default-removed": Rule("a field has no default any more", _C, _C, _MINOR),
        "field-deprecated": Rule("a field is deprecated", _C, _C, _MINOR),
        "field-reinstated": Rule("a field is no longer deprecated", _C, _C, _MINOR),
        "field-description-changed": Rule("a field's description is another", _C, _C, _PATCH),
        "field-examples-changed": Rule("a field's examples are others", _C, _C, _PATCH),
        # Keys that a record does not declare.
        "record-opened": Rule("a closed record takes any other key", _C, _C, _MINOR),
        "record-closed": Rule("an open record takes no other keys", _C, _C, _MINOR),
        "additional-added": Rule("a closed record takes other keys of a type", _D, _C, _MINOR),
        "additional-removed": Rule("a record takes no other keys of a type", _C, _D, _MINOR),
        "additional-typed": Rule("the other keys of an open record have a type", _C, _C, _MINOR),
        "additional-untyped": Rule("other keys are open, and no longer of a type", _C, _D, _MINOR),
        "additional-widened": Rule("other keys take more values", _B, _C, _MINOR),
        "additional-narrowed": Rule("other keys take fewer values", _C, _B, _MINOR),
        "additional-changed": Rule("other keys take other values", _B, _B, _MINOR),
        "additional-respelled": Rule("the type of other keys is said otherwise", _C, _C, _PATCH),
        # Enums.
        "enum-value-removed": Rule("a closed enum has lost a value", _C, _D, _MINOR),
        "enum-value-added": Rule("a closed enum has another value", _D, _C, _MINOR),
        "enum-value-changed": Rule("a value has its name still, and is another", _D, _D, _MINOR),
        "open-enum-value-removed": Rule("an open enum lists a value no more", _C, _D, _MINOR),
        "open-enum-value-added": Rule("an open enum lists another value", _D, _C, _MINOR),
        "enum-closed": Rule("an open enum takes only what it lists", _C, _D, _MINOR),
        "enum-opened": Rule("a closed enum takes others of its kind", _D, _C, _MINOR),
        "enum-value-renamed": Rule("a value of an enum has another name", _C, _C, _MINOR),
        "enum-value-deprecated": Rule("a value of an enum is deprecated", _C, _C, _MINOR),
        "enum-value-reinstated": Rule("a value is no longer deprecated", _C, _C, _MINOR),
        "enum-value-description-changed": Rule("a value's description is another", _C, _C, _PATCH),
        # Unions.
        "variant-removed": Rule("a union has lost a variant", _C, _D, _MINOR),
        "variant-added": Rule("a union has another variant", _D, _C, _MINOR),
        # Aliases.
        "alias-became-nullable": Rule("an alias may be null", _D, _C, _MINOR),
        "alias-became-non-nullable": Rule("an alias may no longer be null", _C, _D, _MINOR),
        "alias-widened": Rule("an alias takes more values", _B, _C, _MINOR),
        "alias-narrowed": Rule("an alias takes fewer values", _C, _B, _MINOR),
        "alias-changed": Rule("an alias takes other values", _B, _B, _MINOR),
        "alias-respelled": Rule("an alias says the same otherwise", _C, _C, _PATCH),
    }
)

ORDER: Final[Mapping[str, int]] = {rule: place for place, rule in enumerate(RULES)}
"""The place of each rule in the catalogue."""
