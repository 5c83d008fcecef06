"""A `target.yaml` is read and checked: how a project's own target language writes things.

What the file does not say is spelled in the schema's own words. Every slip is reported at its
place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final, cast, get_args

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
from generator.yaml_nodes import Entries, Node

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
_COMMENT_KEYS: Final = "line first last escapes hidden flat source default example deprecated"
_LITERAL_KEYS: Final = "true false null quote escapes hidden"


def read_language(node: Node | None, templates: Iterable[str]) -> Language:
    """What the root node of a `target.yaml` says; None is a file that is not there.

    `templates` are the names of those in its folder. Every slip is reported at its place and read
    as if the key were absent.
    """
    keys = node.mapping(_KEYS.split(), "a target's file") if node is not None else Entries()
    return Language(
        files=_files(keys.get("files"), sorted(templates)),
        names=_names(keys.mapping("names", _NAME_KEYS, "`names`")),
        types=_types(keys.mapping("types", _TYPE_KEYS, "`types`")),
        imports=_texts(keys.mapping("imports")),
        comments=_comments(keys.mapping("comments", _COMMENT_KEYS.split(), "`comments`")),
        literals=_literals(keys.mapping("literals", _LITERAL_KEYS.split(), "`literals`")),
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
    each: Each = keys.choice("for", get_args(Each), "schema")
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


def _names(keys: Entries) -> NameRules:
    roles = {
        role: keys.mapping(
            role, ("case", "lead", "reserved", *_OWN_KEYS.get(role, "").split()), f"`{role}`"
        )
        for role in cast("tuple[Role, ...]", get_args(Role))
    }
    reserved = keys.strings("reserved")
    reserved_as = keys.read("reserved_as", partial(_text, known=("name",)), "{name}_")
    if "{name}" not in reserved_as or reserved_as == "{name}":
        keys["reserved_as"].wrong("`{name}` with something beside it")
        reserved_as = "{name}_"
    module, type_, field = roles["module"], roles["type"], roles["field"]
    return NameRules(
        is_ascii=keys.choice("letters", ("ascii", "unicode"), "ascii") == "ascii",
        acronyms=frozenset(word.lower() for word in keys.strings("acronyms")),
        reserved_as=reserved_as,
        roles={role: _role(role, entries, reserved) for role, entries in roles.items()},
        root=module.read("root", _segment, "root"),
        join=module.string("join", "."),
        elsewhere=type_.read("elsewhere", partial(_text, known=("module", "name")), "{name}"),
        wire_names=field.read("wire_names", Node.pattern, None),
    )


def _role(role: Role, keys: Entries, reserved: tuple[str, ...]) -> NameRule:
    parts = _PARTS.get(role, ("name",))
    scopes = _SCOPES.get(role, ("declaration",))
    case: Case = keys.choice("case", get_args(Case), _CASES[role])
    begins_upper = case in ("PascalCase", "UPPER_CASE")
    return NameRule(
        case=case,
        of=keys.read("of", partial(_text, known=parts), f"{{{parts[-1]}}}"),
        scope=keys.choice("scope", scopes, scopes[0]),
        lead=keys.read("lead", Node.string, "X" if begins_upper else "_"),
        reserved=frozenset((*reserved, *keys.strings("reserved"))),
    )


def _segment(node: Node) -> str:
    name = node.string("root")
    if portable_name(name) != name:
        node.wrong("a name that a file can have on every system")
        return "root"
    return name


def _types(keys: Entries) -> Mapping[str, TypeRule]:
    words: dict[str, str] = {kind: keys.string(kind, kind) for kind in _PLAIN}
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


def _comments(keys: Entries) -> CommentRules:
    note = partial(_text, known=("text",))
    return CommentRules(
        line=keys.string("line"),
        first=keys.string("first"),
        last=keys.string("last"),
        escapes=_texts(keys.mapping("escapes")),
        hidden=keys.read("hidden", partial(_text, known=_HEX), "<U+{hex4}>"),
        is_flat=keys.boolean("flat"),
        source=keys.read("source", note, ""),
        default=keys.read("default", note, ""),
        example=keys.read("example", note, ""),
        deprecated=keys.string("deprecated"),
    )


def _literals(keys: Entries) -> LiteralRules:
    quote = keys.read("quote", _quote, '"')
    defaults = {char: f"\\{char}" for char in ("\\", *quote)}
    return LiteralRules(
        true=keys.string("true", "true"),
        false=keys.string("false", "false"),
        null=keys.string("null", "null"),
        quote=quote,
        escapes={**defaults, **_texts(keys.mapping("escapes"))},
        hidden=keys.read("hidden", _hidden, "\\u{hex4}"),
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


def _texts(entries: Entries) -> dict[str, str]:
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
