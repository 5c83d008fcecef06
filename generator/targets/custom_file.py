"""A `target.yaml` is read and checked: how a project's own target language writes things.

What the file does not say is spelled in the schema's own words. Every slip is reported at its
place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, cast, get_args

from generator.file_names import portable_name
from generator.targets.custom_language import (
    DECLARATIONS,
    KINDS,
    PATH_PARTS,
    SCALARS,
    TYPES,
    Case,
    CommentRules,
    Each,
    FileRule,
    Language,
    LiteralRules,
    NameRule,
    NameRules,
    Role,
    Scope,
    TypeRule,
    fill,
    placeholders,
)
from generator.wording import listed, suggestion

if TYPE_CHECKING:
    from generator.yaml_nodes import Node

FILE_NAME: Final = "target.yaml"
SUFFIX: Final = ".jinja"
"""How the names of templates end; without it they are the names of artifacts."""

_CASES: Final[Mapping[Role, Case]] = MappingProxyType(
    {
        "package": "snake_case",
        "module": "snake_case",
        "type": "PascalCase",
        "field": "snake_case",
        "value": "PascalCase",
        "variant": "PascalCase",
        "file": "snake_case",
    }
)
# What a role's name can be made of, by the placeholders; the last is what it is by default.
_PARTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"type": ("module", "name"), "value": ("type", "name")}
)
_SCOPES: Final[Mapping[str, tuple[Scope, ...]]] = MappingProxyType(
    {"type": ("module", "schema"), "value": ("declaration", "module", "schema")}
)
_OWN_KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "module": "root join",
        "type": "of scope elsewhere",
        "field": "wire_names",
        "value": "of scope",
    }
)
_PLAIN: Final = tuple(kind for kind in TYPES if kind not in ("literal", "array"))
# Of each kind that has something inside: the placeholders, what it is by default, and by which
# kinds of what is inside it can be told apart.
_COMPOUND: Final[Mapping[str, tuple[tuple[str, ...], str, tuple[str, ...]]]] = MappingProxyType(
    {
        "array": (("items",), "array<{items}>", KINDS),
        "map": (("values",), "map<{values}>", KINDS),
        "nullable": (("inner",), "nullable<{inner}>", KINDS),
        "optional": (("inner",), "{inner}", (*KINDS, "optional")),
        "union": (("variants",), "{variants}", KINDS),
        "reference": (("name",), "{name}", DECLARATIONS),
        "literal": (("value", "base"), "{base}", SCALARS),
    }
)
_HEX: Final = ("hex", "hex4")

_KEYS: Final = "files names types imports comments literals"
_NAME_KEYS: Final = ("letters", "acronyms", "reserved", "reserved_as", *get_args(Role))
_TYPE_KEYS: Final = (*_PLAIN, *_COMPOUND)


def read_language(node: Node | None, templates: Iterable[str]) -> Language:
    """What the root node of a `target.yaml` says; None is a file that is not there.

    `templates` are the names of those in its folder. Every slip is reported at its place and read
    as if the key were absent.
    """
    keys = node.mapping(_KEYS.split(), "a target's file") if node is not None else {}
    imports = keys["imports"].mapping() if "imports" in keys else {}
    return Language(
        files=_files(keys.get("files"), sorted(templates)),
        names=_names(keys["names"].mapping(_NAME_KEYS, "`names`") if "names" in keys else {}),
        types=_types(keys["types"].mapping(_TYPE_KEYS, "`types`") if "types" in keys else {}),
        imports={text: entry.string() for text, entry in imports.items() if text},
        comments=_comments(keys.get("comments")),
        literals=_literals(keys.get("literals")),
    )


def _files(node: Node | None, templates: list[str]) -> tuple[FileRule, ...]:
    """Which files there are: where nothing says it, one for each template that others do not
    include."""
    if node is None:
        return tuple(
            FileRule(name, "schema", name.removesuffix(SUFFIX))
            for name in templates
            if not any(part.startswith("_") for part in name.split("/"))
        )
    rules = (_file(item, templates) for item in node.sequence())
    return tuple(rule for rule in rules if rule is not None)


def _file(node: Node, templates: list[str]) -> FileRule | None:
    keys = node.mapping(["template", "for", "path"], "a file")
    if "template" not in keys:
        if isinstance(node.value, dict):
            node.report.add("missing-key", node.span, "a file without `template`")
        return None
    template = keys["template"].string()
    if template not in templates:
        if isinstance(keys["template"].value, str):
            message = f"there is no template `{template}` in this folder"
            hint = suggestion(template, templates)
            node.report.add("missing-file", keys["template"].span, message, hint)
        return None
    each = cast("Each", keys["for"].choice(get_args(Each), "schema")) if "for" in keys else "schema"
    if "path" in keys:
        path = _text(keys["path"], PATH_PARTS[each])
        if path != keys["path"].value:
            return None  # it is told already, and what is left would be one path for all
        sample = fill(path, **dict.fromkeys(PATH_PARTS[each], "x"))
        if any(portable_name(part) != part for part in sample.split("/")):
            keys["path"].wrong("a path that stays in the target's folder on every system")
            return None
        return FileRule(template, each, path)
    if each != "schema":
        node.report.add("missing-key", node.span, f"files for each {each}, without a `path`")
        return None
    return FileRule(template, each, template.removesuffix(SUFFIX))


def _names(keys: Mapping[str, Node]) -> NameRules:
    roles = {
        role: keys[role].mapping(
            ["case", "lead", "reserved", *_OWN_KEYS.get(role, "").split()], f"`{role}`"
        )
        if role in keys
        else {}
        for role in cast("tuple[Role, ...]", get_args(Role))
    }
    reserved = keys["reserved"].strings() if "reserved" in keys else ()
    reserved_as = _text(keys["reserved_as"], ("name",)) if "reserved_as" in keys else "{name}_"
    if "{name}" not in reserved_as or reserved_as == "{name}":
        keys["reserved_as"].wrong("`{name}` with something beside it")
        reserved_as = "{name}_"
    module, type_, field = roles["module"], roles["type"], roles["field"]
    return NameRules(
        is_ascii="letters" not in keys
        or keys["letters"].choice(("ascii", "unicode"), "ascii") == "ascii",
        acronyms=frozenset(
            word.lower() for word in (keys["acronyms"].strings() if "acronyms" in keys else ())
        ),
        reserved_as=reserved_as,
        roles={role: _role(role, entries, reserved) for role, entries in roles.items()},
        root=_segment(module["root"]) if "root" in module else "root",
        join=module["join"].string(".") if "join" in module else ".",
        elsewhere=(
            _text(type_["elsewhere"], ("module", "name")) if "elsewhere" in type_ else "{name}"
        ),
        wire_names=_pattern(field["wire_names"]) if "wire_names" in field else None,
    )


def _role(role: Role, keys: Mapping[str, Node], reserved: tuple[str, ...]) -> NameRule:
    parts = _PARTS.get(role, ("name",))
    scopes = _SCOPES.get(role, ("declaration",))
    case = _CASES[role]
    if "case" in keys:
        case = cast("Case", keys["case"].choice(get_args(Case), case))
    begins_upper = case in ("PascalCase", "UPPER_CASE")
    return NameRule(
        case=case,
        of=_text(keys["of"], parts) if "of" in keys else f"{{{parts[-1]}}}",
        scope=cast("Scope", keys["scope"].choice(scopes, scopes[0]))
        if "scope" in keys
        else scopes[0],
        lead=keys["lead"].string() if "lead" in keys else "X" if begins_upper else "_",
        reserved=frozenset(
            (*reserved, *(keys["reserved"].strings() if "reserved" in keys else ()))
        ),
    )


def _segment(node: Node) -> str:
    name = node.string("root")
    if portable_name(name) != name:
        node.wrong("a name that a file can have on every system")
        return "root"
    return name


def _pattern(node: Node) -> re.Pattern[str] | None:
    try:
        return re.compile(node.string())
    except (re.error, OverflowError, RecursionError) as error:
        node.wrong("a regular expression", str(error))
        return None


def _types(keys: Mapping[str, Node]) -> Mapping[str, TypeRule]:
    plain = {kind: keys[kind].string(kind) for kind in _PLAIN if kind in keys}
    words = {**{kind: kind for kind in _PLAIN}, **plain}
    if "unknown" not in keys:
        words["unknown"] = words["any"]
    rules = {kind: TypeRule(word, {}) for kind, word in words.items()}
    for kind, (known, default, kinds) in _COMPOUND.items():
        rules[kind] = TypeRule(default, {})
        if kind in keys:
            rules[kind] = _compound(keys[kind], kind, known, default, kinds)
    return rules


def _compound(
    node: Node, kind: str, known: tuple[str, ...], otherwise: str, kinds: tuple[str, ...]
) -> TypeRule:
    """A text, or a mapping to texts from the kinds of what is inside, and from `else`."""
    if isinstance(node.value, str):
        return TypeRule(_text(node, known), {})
    if not isinstance(node.value, dict):
        node.wrong("a text, or a mapping from kinds of types to texts,")
        return TypeRule(otherwise, {})
    entries = node.mapping((*kinds, "else"), f"`{kind}`")
    texts = {inside: _text(entry, known) for inside, entry in entries.items()}
    return TypeRule(texts.pop("else", otherwise), texts)


def _comments(node: Node | None) -> CommentRules:
    notes = "source default example deprecated"
    keys = (
        node.mapping(f"line first last escapes hidden flat {notes}".split(), "`comments`")
        if node is not None
        else {}
    )

    def text(key: str) -> str:
        return keys[key].string() if key in keys else ""

    def note(key: str) -> str:
        return _text(keys[key], ("text",)) if key in keys else ""

    return CommentRules(
        line=text("line"),
        first=text("first"),
        last=text("last"),
        escapes=_escapes(keys.get("escapes")),
        hidden=_text(keys["hidden"], _HEX) if "hidden" in keys else "<U+{hex4}>",
        is_flat="flat" in keys and keys["flat"].boolean(),
        source=note("source"),
        default=note("default"),
        example=note("example"),
        deprecated=text("deprecated"),
    )


def _literals(node: Node | None) -> LiteralRules:
    known = "true false null quote escapes hidden"
    keys = node.mapping(known.split(), "`literals`") if node is not None else {}

    def word(key: str) -> str:
        return keys[key].string(key) if key in keys else key

    quote = _quote(keys["quote"]) if "quote" in keys else '"'
    defaults = {char: f"\\{char}" for char in ("\\", *quote)}
    return LiteralRules(
        true=word("true"),
        false=word("false"),
        null=word("null"),
        quote=quote,
        escapes={**defaults, **_escapes(keys.get("escapes"))},
        hidden=_hidden(keys["hidden"]) if "hidden" in keys else "\\u{hex4}",
    )


def _quote(node: Node) -> str:
    """What begins and ends a string. Text cannot be kept from ending at nothing, or at a letter."""
    quote = node.string('"')
    if not quote or any(char.isalnum() or char.isspace() or char == "\\" for char in quote):
        node.wrong("a quotation mark")
        return '"'
    return quote


def _hidden(node: Node) -> str:
    """How a hidden character is written: with its code, or what stands beside it would meet."""
    text = _text(node, _HEX)
    if text == node.value and not placeholders(text):
        node.wrong("a text with `{hex}` or `{hex4}`")
        return "\\u{hex4}"
    return text


def _escapes(node: Node | None) -> dict[str, str]:
    entries = node.mapping() if node is not None else {}
    return {text: entry.string() for text, entry in entries.items() if text}


def _text(node: Node, known: tuple[str, ...]) -> str:
    """A text with placeholders; one that stands for nothing is reported, and is its own name.

    Other braces are the language's, if they are in pairs, and ask for nothing of a placeholder.
    """
    text = node.string()
    for asked in re.findall(rf"\{{(?:{'|'.join(known)})[.\[!][^{{}}]*\}}", text):
        node.report.add("wrong-value", node.span, f"`{asked}` stands for nothing here")
        text = text.replace(asked, asked[1:-1])
    if text.count("{") != text.count("}"):
        node.wrong("a text with braces in pairs")
        text = re.sub(r"[{}]", "", text)
    for name in placeholders(text):
        if name not in known:
            listing = f"the placeholders are {listed(f'{{{each}}}' for each in known)}"
            hint = suggestion(name, known) or listing
            node.report.add("wrong-value", node.span, f"`{{{name}}}` stands for nothing here", hint)
            text = text.replace(f"{{{name}}}", name)
    return text
