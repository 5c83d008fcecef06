"""What everything in a schema is called in Python, and in which file it stands.

Each module is a package, each declaration a private file in it, so that one type can be imported
without the others. The modules of a package keep their names, since that is how types are found;
a type that would be called like one of them steps aside.

Names keep to what Python takes for the same: it normalises identifiers (NFKC), and the files of
`Pet` and `pet` are one on file systems that do not know case. Which characters are letters grows
from one version of Python to the next, and names are not to change with it: they keep to those of
Unicode 3.2, which each version has the data of, and which are letters in all of them.
"""

from __future__ import annotations

import json
import keyword
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from generator.file_names import fold_name, portable_name
from generator.frozen import Frozen, replace
from generator.module_tree import module_tree
from generator.naming import (
    Meeting,
    Spelling,
    meetings,
    pascal_case,
    snake_case,
    spell_names,
    spoken_sign,
    wire_text,
)
from generator.schema import EnumDecl, EnumValue, RecordDecl, Schema

if TYPE_CHECKING:
    from generator.source import Span

BUILTIN_TYPES: Final = ("bool", "bytes", "dict", "float", "int", "list", "str")
"""Those that annotations are made of."""

# Inside the body of a class, a field hides what stands outside under its name, even from the
# annotations of other fields. The last line is what every record has besides its fields.
_RESERVED_FIELDS: Final = frozenset(
    [
        *BUILTIN_TYPES,
        "datetime",
        *("additional_properties", "from_dict", "from_json", "to_dict", "to_json"),
    ]
)
# `from __future__ import annotations` stands in every file.
_RESERVED_TYPES: Final = frozenset({"annotations"})
_RESERVED_FILES: Final = frozenset({"_index", "_lazy", "_runtime", "_typing"})
_LONGEST_FILE_NAME: Final = 200
"""In bytes; file systems take 255, and an ending and a suffix may follow."""
# A package of ours that is called like one of these, which all programs and our own runtime
# import, would stand in its place for the whole program. Python 3.10 to 3.14.
_STANDARD_LIBRARY_TEXT: Final = """
    abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit audioop
    base64 bdb binascii binhex bisect builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code
    codecs codeop collections colorsys compileall compression concurrent configparser contextlib
    contextvars copy copyreg crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis
    distutils doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput
    fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip
    hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect io ipaddress
    itertools json keyword lib2to3 linecache locale logging lzma mailbox mailcap marshal math
    mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ntpath
    nturl2path numbers opcode operator optparse os ossaudiodev pathlib pdb pickle pickletools pipes
    pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile
    pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter
    runpy sched secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr
    socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string
    stringprep struct subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib
    tempfile termios test textwrap this threading time timeit tkinter token tokenize tomllib trace
    traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uu uuid
    venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile
    zipimport zlib zoneinfo
"""
_STANDARD_LIBRARY: Final = frozenset(_STANDARD_LIBRARY_TEXT.split())
_unicode: Final = unicodedata.ucd_3_2_0
_LETTERS: Final = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Mn", "Mc", "Nd"})
"""The categories of what can stand in an identifier. Other punctuation than `_` cannot for long:
the middle dot of Katakana came, went and came back."""


class Names(Frozen):
    """The names of a whole schema, apart from those of fields and enum values."""

    package: str
    modules: Mapping[str, tuple[str, ...]]
    """From each module to its packages below the root, parents before children; the root first."""
    files: Mapping[str, str]
    """From a declaration's key to its file, without the ending."""
    classes: Mapping[str, str]
    """From a declaration's key to the name of its type."""
    shared: frozenset[str]
    """The names that types of several modules have."""
    meetings: tuple[Meeting, ...]


def schema_names(schema: Schema) -> Names:
    """Name the package, the modules, the files and the types of a schema."""
    tree = schema.once(module_tree)
    modules: dict[str, tuple[str, ...]] = {"": ()}
    files: dict[str, str] = {}
    classes: dict[str, str] = {}
    met: list[Meeting] = []
    for module, children in tree.children.items():
        packages = spell_names(
            children,
            _module_name,
            fold=fold_name,
            keeps=lambda child: child.rpartition(".")[2] == _module_name(child),
        )
        modules |= {child: (*modules[module], name) for child, name in packages.names.items()}
        met += meetings(packages, _module_name, tree.spans)

        types = {each.name: each.span for each in tree.declarations[module]}
        spell = _type_speller(frozenset(packages.names.values()))
        spelling = spell_names(types, spell)
        met += meetings(spelling, spell, types)
        if packages.names:
            met += _meetings_with_modules(spelling, packages, types)
        own = {each.key: spelling.names[each.name] for each in tree.declarations[module]}
        classes |= own
        # A file is named after the type's name in Python, so that names do not meet twice.
        spans = {spelling.names[name]: span for name, span in types.items()}
        spelling = spell_names(
            spans, _file_name, fold=fold_name, keeps=lambda name: snake_case(name) == name
        )
        met += map(_of_files, meetings(spelling, _file_name, spans))
        files |= {key: spelling.names[name] for key, name in own.items()}
    counts = Counter(classes.values())
    shared = frozenset(name for name, count in counts.items() if count > 1)
    package = _package_name(schema.name)
    return Names(package, modules, files, classes, shared, tuple(met))


def field_names(record: RecordDecl) -> tuple[Mapping[str, str], tuple[Meeting, ...]]:
    """From each wire name to the name of its attribute; and the names that met."""
    names = {field.wire_name: _field_name(field.wire_name) for field in record.fields}
    if len(set(names.values())) == len(names):
        return names, ()
    spans = {field.wire_name: field.span for field in record.fields}
    spelling = spell_names(spans, _field_name)
    return spelling.names, tuple(meetings(spelling, _field_name, spans))


def value_names(enum: EnumDecl) -> tuple[tuple[str, ...], tuple[Meeting, ...]]:
    """The names of an enum's values, in order; and the names that met."""
    names = tuple(_value_name(_value_text(value)) for value in enum.values)
    if len(set(names)) == len(names):
        return names, ()
    # As JSON, the number 1 and the string "1" are not one name.
    by_json = {json.dumps(value.value): value for value in enum.values}
    texts = {key: _value_text(value) for key, value in by_json.items()}

    def spell(key: str) -> str:
        return _value_name(texts[key])

    exact = set(texts.values())

    def keeps(key: str) -> bool:
        """`a` keeps `A`, unless there is an `A` besides."""
        return texts[key] == spell(key) or (
            texts[key].upper() == spell(key) and spell(key) not in exact
        )

    spelling = spell_names(by_json, spell, keeps=keeps)
    spans = {key: value.span for key, value in by_json.items()}
    names = tuple(spelling.names[key] for key in by_json)
    return names, tuple(meetings(spelling, spell, spans, shown=texts.__getitem__))


def is_field_name(name: str) -> bool:
    """Whether a field could be called so, and hide what stands outside of its class."""
    if name.isascii() and name != name.lower():
        return False  # like most types, for which no name of a field has to be made
    return _field_name(name) == name


def _of_files(meeting: Meeting) -> Meeting:
    """The same meeting, said of the files that are called so."""
    spelling, spelled = f"{meeting.spelling}.py", f"{meeting.spelled}.py"
    return replace(meeting, spelling=spelling, spelled=spelled)


def _meetings_with_modules(
    types: Spelling, modules: Spelling, spans: Mapping[str, Span | None]
) -> Iterator[Meeting]:
    """The types that step aside for a module."""
    module_names = {spelled: module for module, spelled in modules.names.items()}
    for name, spelled in types.names.items():
        if (before := _type_name(name)) in module_names:
            module = module_names[before].rpartition(".")[2]
            names = (f"`{name}`", f"the module `{module}`")
            yield Meeting(names, 0, before, spelled, spans[name])


def _package_name(name: str) -> str:
    spelled = _legal(name, "package")
    return f"{spelled}_" if spelled in _STANDARD_LIBRARY else spelled


def _module_name(module: str) -> str:
    spelled = _legal(module.rpartition(".")[2], "module")
    # Windows keeps some names to itself, such as `con`.
    return spelled if portable_name(spelled) == spelled else f"{spelled}_"


def _legal(name: str, fallback: str) -> str:
    """A name as it is if it can be, else in snake case; never one that begins with `_`."""
    normal = _normal(name)
    if not _is_public_identifier(normal):
        normal = _identifier(snake_case(normal), f"{fallback}_") or fallback
    return f"{normal}_" if keyword.iskeyword(normal) else normal


def _file_name(name: str) -> str:
    spelled = f"_{_identifier(snake_case(_normal(name)), '') or 'type'}"
    spelled = spelled.encode()[:_LONGEST_FILE_NAME].decode(errors="ignore")
    return f"{spelled}_" if spelled in _RESERVED_FILES else spelled


def _type_speller(modules: frozenset[str]) -> Callable[[str], str]:
    def spell(name: str) -> str:
        spelled = _type_name(name)
        while spelled in modules:
            spelled += "_"
        return spelled

    return spell


def _type_name(name: str) -> str:
    normal = _normal(name)
    if not _is_public_identifier(normal) or keyword.iskeyword(normal):
        normal = _identifier(pascal_case(normal), "Type") or "Type"
    reserved = keyword.iskeyword(normal) or normal in _RESERVED_TYPES
    return f"{normal}_" if reserved else normal


@lru_cache(maxsize=65536)  # many records share the names of their fields
def _field_name(wire_name: str) -> str:
    normal = _normal(wire_name)
    if not _is_public_identifier(normal) or normal != normal.lower():
        normal = _identifier(snake_case(normal), "field_") or "field"
    reserved = keyword.iskeyword(normal) or normal in _RESERVED_FIELDS
    return f"{normal}_" if reserved else normal


def _value_text(value: EnumValue) -> str:
    """What an enum's value is named after."""
    return value.name or wire_text(value.value)


@lru_cache(maxsize=65536)
def _value_name(text: str) -> str:
    normal = _normal(text)
    if _is_public_identifier(normal) and normal == normal.upper():
        return normal
    signed = spoken_sign(normal)
    fallback = "VALUE" if text else "EMPTY"
    return _identifier(snake_case(signed).upper(), "VALUE_") or fallback


def _identifier(name: str, prefix: str) -> str:
    """Words without what no identifier can hold, and with `prefix` if they cannot begin one."""
    if name.isascii():
        legal = name.strip("_")
    else:
        # Some letters have got their capitals late, and stay as they are.
        early = "".join(char.lower() if _is_late(char) else char for char in name)
        legal = "".join(char if _is_letter(char) else "_" for char in _normal(early)).strip("_")
    return legal if not legal or legal.isidentifier() else prefix + legal


def _is_public_identifier(name: str) -> bool:
    """Names that begin with `_` are private, and with two of them Python changes them."""
    is_legal = name.isidentifier() and (name.isascii() or all(map(_is_letter, name)))
    return is_legal and not name.startswith("_")


def _is_letter(char: str) -> bool:
    return char == "_" or _unicode.category(char) in _LETTERS


def _is_late(char: str) -> bool:
    return _unicode.category(char) == "Cn"


def _normal(name: str) -> str:
    """A name as Python's parser normalises identifiers; what came late is a blank."""
    if name.isascii():
        return name
    normal = _unicode.normalize("NFKC", name)
    return "".join(" " if _is_late(char) else char for char in normal)
