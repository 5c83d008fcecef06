"""Files become sources: which are pages, and what is no text."""

from __future__ import annotations

import inspect
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Report
from generator.files import DiskFolder, Folder, find_pages, read_sources
from generator.source import Source

ALL = ("**/*.md",)


def read_source(folder: Folder, name: str, report: Report) -> Source | None:
    return next(read_sources(folder, [name], report), None)


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# A page\n")


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        (["**/*.md"], [], "a.md b/a.md b/c/a.md b/c/d.md x.y/z.md"),
        (["*.md"], [], "a.md"),
        (["./*.md", "/b/*.md"], [], "a.md b/a.md"),
        (["*/*.md"], [], "b/a.md x.y/z.md"),
        (["b/**"], [], "b/a.md b/c/a.md b/c/d.md b/e.txt"),
        (["b/"], [], "b/a.md b/c/a.md b/c/d.md b/e.txt"),
        (["b/**/a.md"], [], "b/a.md b/c/a.md"),
        (["**/c/**"], [], "b/c/a.md b/c/d.md"),
        (["**"], ["**/*.md"], "b/e.txt"),
        (["**/*.md"], ["b/**"], "a.md x.y/z.md"),
        (["**/*.md"], ["b/c/"], "a.md b/a.md x.y/z.md"),
        (["**/*.md"], ["**/a.md", "x.?/[z].md"], "b/c/d.md"),
        (["a.md", "a.md", "**/a.md"], [], "a.md b/a.md b/c/a.md"),
        (["b"], [], ""),
        (["*.MD"], [], ""),
        (["../*.md", "b/../a.md", "", "[", "**x/a.md", "\0"], [], ""),
    ],
)
def test_globs(tmp_path: Path, include: list[str], exclude: list[str], expected: str) -> None:
    make(tmp_path, "a.md", "b/a.md", "b/c/a.md", "b/c/d.md", "b/e.txt", "x.y/z.md")
    assert find_pages(DiskFolder(tmp_path, "specs"), include, exclude) == tuple(expected.split())


def test_other_peoples_pages_are_not_looked_into(tmp_path: Path) -> None:
    make(tmp_path, "a.md", ".git/b.md", "c/.d/e.md", "node_modules/f.md", "g/node_modules/h/i.md")
    make(tmp_path, ".hidden.md", "node_modules.md")
    assert find_pages(DiskFolder(tmp_path, "specs"), ALL, ()) == ("a.md", "node_modules.md")


def test_a_page_is_a_file(tmp_path: Path) -> None:
    """A folder, a pipe, a link to nothing or to itself has no text; a link to a file has."""
    make(tmp_path, "a.md", "folder.md/b.md")
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "link.md").symlink_to("a.md")
    (tmp_path / "nothing.md").symlink_to("nowhere.md")
    (tmp_path / "loop.md").symlink_to("loop.md")
    assert find_pages(DiskFolder(tmp_path, "specs"), ALL, ()) == (
        "a.md",
        "folder.md/b.md",
        "link.md",
    )


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    make(tmp_path, "specs/a.md", "elsewhere/b.md")
    (tmp_path / "specs/elsewhere").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "specs/above").symlink_to(tmp_path)
    assert find_pages(DiskFolder(tmp_path / "specs", "specs"), ALL, ()) == ("a.md",)


@pytest.mark.parametrize("name", ["a b.md", "line\nbreak.md", "é日本.md", "a\\b.md", "'\"$(x).md"])
def test_names_may_hold_anything(tmp_path: Path, name: str) -> None:
    make(tmp_path, name)
    assert find_pages(DiskFolder(tmp_path, "specs"), ALL, ()) == (name,)
    source = read_source(DiskFolder(tmp_path, "specs"), name, Report())
    assert source is not None
    assert (source.path, source.name) == (f"specs/{name}", name)


def test_folders_may_be_deeper_than_python_recurses(tmp_path: Path) -> None:
    name = "/".join([*("d" * 200), "a.md"])
    make(tmp_path, name)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 50)
    try:
        assert find_pages(DiskFolder(tmp_path, "specs"), ALL, ()) == (name,)
    finally:
        sys.setrecursionlimit(limit)


def test_a_folder_that_cannot_be_read_is_no_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "a.md", "b/c.md")
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if path.name == "b":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(PermissionError):
        find_pages(DiskFolder(tmp_path, "specs"), ALL, ())


parts = st.sampled_from(["a", "b", "ab", "*", "?", "**", "a*", "[ab]"])


@given(st.lists(st.sampled_from(["a", "b", "ab", "c"]), min_size=1), st.lists(parts, min_size=1))
def test_globs_match_as_defined(name: list[str], glob: list[str]) -> None:
    """Against a definition that tries every way to share a name's parts among a glob's."""
    from fnmatch import fnmatchcase

    from generator.files import _matches

    def fits(name: list[str], glob: list[str]) -> bool:
        match glob:
            case []:
                return not name
            case ["**", *rest]:
                return any(fits(name[taken:], rest) for taken in range(len(name) + 1))
            case [first, *rest]:
                return bool(name) and fnmatchcase(name[0], first) and fits(name[1:], rest)
            case _:
                raise AssertionError

    assert _matches(name[:5], glob[:5]) == fits(name[:5], glob[:5])


# Text.


def read(folder: Path, data: bytes) -> tuple[str | None, list[str]]:
    """The text, and each diagnostic as `line:column–column code message`."""
    (folder / "a.md").write_bytes(data)
    report = Report()
    source = read_source(DiskFolder(folder, "specs"), "a.md", report)
    told = [
        f"{d.span.line}:{d.span.column}-{d.span.end_column - 1} {d.code} {d.message}"
        for d in report.sorted()
    ]
    assert all(d.span.path == "specs/a.md" for d in report.sorted())
    return source.text if source is not None else None, told


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"a\r\nb\rc\n", "a\r\nb\rc\n"),
        (b"\xef\xbb\xbfa", "a"),
        (b"\xef\xbb\xbf\xef\xbb\xbfa", "\ufeffa"),
        ("é\u2028\x85\x1b😀".encode(), "é\u2028\x85\x1b😀"),
    ],
)
def test_text_is_kept_as_it_is(tmp_path: Path, data: bytes, text: str) -> None:
    assert read(tmp_path, data) == (text, [])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xff", "1:1-1 not-utf8 the byte 0xFF begins no UTF-8 character here"),
        (b"ab\xe9c", "1:3-3 not-utf8 the byte 0xE9 begins no UTF-8 character here"),
        ("é日\n".encode() + b"\xc3", "2:1-1 not-utf8 the byte 0xC3 begins no UTF-8 character here"),
        ("é日".encode() + b"\x80", "1:3-3 not-utf8 the byte 0x80 begins no UTF-8 character here"),
        (b"\xef\xbb\xbfa\xff", "1:2-2 not-utf8 the byte 0xFF begins no UTF-8 character here"),
        (b"a\rb\r\nc\xff", "3:2-2 not-utf8 the byte 0xFF begins no UTF-8 character here"),
        (b"\xed\xa0\x80", "1:1-1 not-utf8 the byte 0xED begins no UTF-8 character here"),
        ("a".encode("utf-16"), "1:1-1 not-utf8 the byte 0xFF begins no UTF-8 character here"),
        (b"\0", "1:1-1 nul-character a NUL character"),
        ("é\n\r\nab\0\0".encode(), "3:3-3 nul-character a NUL character"),
    ],
)
def test_what_is_no_text_is_named_with_its_place(
    tmp_path: Path, data: bytes, expected: str
) -> None:
    assert read(tmp_path, data) == (None, [expected])


def test_a_name_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff.md")
    make(tmp_path, name)
    report = Report()
    assert read_source(DiskFolder(tmp_path, "specs"), name, report) is None
    assert [d.message for d in report.sorted()] == ["the name of this file is not UTF-8"]


@pytest.mark.parametrize(
    ("shown", "name", "expected"),
    [
        ("specs", "a/b.md", "specs/a/b.md"),
        ("specs/", "a.md", "specs/a.md"),
        (".", "a.md", "a.md"),
        ("../x", "a.md", "../x/a.md"),
        ("/x", "a.md", "/x/a.md"),
        ("specs", "../overlay.yaml", "specs/../overlay.yaml"),
        ("specs", "/etc/overlay.yaml", "/etc/overlay.yaml"),
    ],
)
def test_paths_are_shown_as_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: str, name: str, expected: str
) -> None:
    monkeypatch.setattr("generator.files._bytes", lambda _, __: b"text")
    source = read_source(DiskFolder(tmp_path, shown), name, Report())
    assert source is not None
    assert (source.path, source.name) == (expected, name)
