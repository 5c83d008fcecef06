"""Both sides of `diff` in git: a folder in a commit is read as its checkout would be."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from command_line import ENUM, ROOT, SETTINGS, Run, record
from trees import put, untouched

from generator.diagnostics import Report
from generator.diff.inputs import find_sides
from generator.files import DiskFolder, find_files, find_pages, read_sources
from generator.git import Repository
from generator.pipeline import Compilation, compile_folder, compile_pages

GOLDEN = sorted((ROOT / "tests" / "golden").glob("*/*/input"))
OLD = {"tablewright.yaml": SETTINGS, "pet.md": record("Pet", colour="*string*"), "kind.md": ENUM}


@pytest.fixture(autouse=True)
def nobodys_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the machine's configuration nor the repository of the project itself."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "somebody")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "somebody@example.com")


def git(*arguments: str, cwd: Path | None = None, given: str | None = None) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=cwd, input=given, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def commit(message: str = "a change") -> None:
    git("add", "--all")
    git("commit", "--quiet", "--allow-empty", "--message", message)


@pytest.fixture
def repository(project: Path) -> Path:
    """The current folder, a repository: `main~1` has all of `OLD`, `main` no colour any more."""
    shutil.rmtree(project / "specs")
    git("init", "--quiet", "--initial-branch", "main")
    put(project, {f"specs/{name}": text for name, text in OLD.items()})
    commit("the pages")
    put(project, {"specs/pet.md": record("Pet")})
    commit("no colour")
    return project


COLOUR = "breaking[field-removed-optional]: the field `colour` is gone"


# What the two sides may be.


@pytest.mark.parametrize(
    ("old", "new", "places"),
    [
        ("main~1", "specs", "main~1:specs/pet.md:8 -> specs/pet.md:1"),
        ("main~1", "./specs/", "main~1:specs/pet.md:8 -> specs/pet.md:1"),
        ("main~1", "main", "main~1:specs/pet.md:8 -> main:specs/pet.md:1"),
        ("main~1:specs", "main", "main~1:specs/pet.md:8 -> main:specs/pet.md:1"),
        ("main~1", "HEAD:specs/", "main~1:specs/pet.md:8 -> HEAD:specs/pet.md:1"),
        ("main^", "HEAD:./specs", "main^:specs/pet.md:8 -> HEAD:specs/pet.md:1"),
        ("main^{/the: pages}", "main", None),
        ("main^{/the pages}", "main", "main^{/the pages}:specs/pet.md:8 -> main:specs/pet.md:1"),
        ("tag", "main", "tag:specs/pet.md:8 -> main:specs/pet.md:1"),
        ("@{0}~1", "main", "@{0}~1:specs/pet.md:8 -> main:specs/pet.md:1"),
    ],
)
def test_a_side_may_be_in_git(
    repository: Path, run: Run, old: str, new: str, places: str | None
) -> None:
    git("tag", "--annotate", "--message", "a tag", "tag", "main~1")
    with untouched(repository):
        result = run("diff", old, new)
    if places is None:
        assert (result.status, result.out) == (2, "")
    else:
        assert (result.status, result.err) == (1, "")
        assert f"{COLOUR} ({places})" in result.out


def test_what_stands_on_disk_is_meant_first(repository: Path, run: Run) -> None:
    shutil.copytree(repository / "specs", repository / "main~1")
    assert "main~1/pet.md" not in run("diff", "main~1:specs", "main~1").err
    assert run("diff", "main~1", "specs").out != ""
    git("branch", "specs", "main~1")
    assert run("diff", "specs", "main:specs").out == "no changes\n"


def test_a_drive_is_no_revision() -> None:
    from generator.diff.inputs import _side

    assert [_side(text) for text in ("C:/specs", "c:\\specs")] == [
        Path("C:/specs"),
        Path("c:\\specs"),
    ]


def test_what_was_generated_is_read_in_git_as_well(repository: Path, run: Run) -> None:
    assert run("generate").status == 0
    commit()
    for old in ("main:generated", "main:generated/schema.yaml"):
        assert run("diff", old, "specs").out == "no changes\n"
    put(repository, {"specs/pet.md": record("Pet", colour="*string*")})
    assert "(main:generated/schema.yaml:" in run("diff", "main:generated", "specs").out
    assert run("diff", "main", "generated").out == "no changes\n"


def test_paths_count_from_the_root_and_a_revision_alone_from_here(
    repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(repository, {f"packages/b/specs/{name}": text for name, text in OLD.items()})
    commit()
    monkeypatch.chdir(repository / "packages" / "b")
    put(Path(), {"specs/pet.md": record("Pet")})
    expected = f"{COLOUR} (main:packages/b/specs/pet.md:8 -> specs/pet.md:1)"
    for old in ("main", "main:packages/b/specs", "main:./specs", "main:../b/specs"):
        assert expected in run("diff", old, "specs").out
    assert expected in run("diff", "main", str(Path.cwd() / "specs")).out.replace(
        f"{Path.cwd()}/", ""
    )
    commit()
    assert "main~1:packages/b/specs/pet.md:8" in run("diff", "main~1", "main").out
    result = run("diff", "main:../specs", "specs")
    assert "there is no `packages/specs` in the revision `main`" in result.err
    put(Path(), {"lower/x": ""})
    monkeypatch.chdir("lower")
    result = run("diff", "main", "main")
    assert (result.status, result.out) == (2, "")
    assert "there is no `packages/b/lower/specs` in the revision `main`" in result.err
    monkeypatch.chdir("..")
    git("mv", "specs", "pages")
    commit()
    assert "and from here as `main:./pages`" in run("diff", "main:pages", "pages").err


def test_a_set_at_the_root_has_the_name_of_its_folder(repository: Path, run: Run) -> None:
    assert run("diff", "main:specs", "main:./specs").out == "no changes\n"
    put(repository, {"readme.md": "# Readme\n", "tablewright.yaml": SETTINGS})
    commit()
    result = run("diff", "main:", ".")
    assert (result.status, result.out) == (0, "no changes\n")


# Kinds of repositories.


def test_worktrees_bare_repositories_and_git_dir(
    repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = f"{COLOUR} (main~1:specs/pet.md:8 -> main:specs/pet.md:1)"
    git("worktree", "add", "--quiet", "--detach", "../tree")
    git("clone", "--quiet", "--bare", ".", "../bare.git")
    put(repository.parent, {"elsewhere/x": ""})
    for folder in ("tree", "bare.git"):
        monkeypatch.chdir(repository.parent / folder)
        assert expected in run("diff", "main~1:specs", "main").out
    monkeypatch.chdir(repository.parent / "elsewhere")
    monkeypatch.setenv("GIT_DIR", "../bare.git")
    assert expected in run("diff", "main~1", "main").out


def test_what_is_gits_own_is_not_meant_where_a_revision_has_its_name(
    repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = f"{COLOUR} (HEAD~1:specs/pet.md:8 -> HEAD:specs/pet.md:1)"
    git("clone", "--quiet", "--bare", ".", "bare.git")
    put(repository, {f"pages/{name}": text for name, text in OLD.items()})
    for folder in ("bare.git", ".git", ".git/refs/heads"):
        monkeypatch.chdir(repository / folder)
        assert expected in run("diff", "HEAD~1:specs", "HEAD").out
        pages = str(repository / "pages")
        assert run("diff", "HEAD~1:specs", pages).out == "no changes\n", "a folder is still one"
    monkeypatch.chdir(repository / "bare.git")
    git("worktree", "add", "--quiet", "within", "main")
    monkeypatch.chdir("within")
    put(Path(), {f"main/{name}": text for name, text in OLD.items()})
    assert run("diff", "main~1:specs", "main").out == "no changes\n", "a worktree is people's"


def test_the_configuration_of_a_user_changes_nothing(
    repository: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(repository, {"specs/é\t日.md": record("Other"), "specs/pet.md": record("Pet")})
    put(repository, {".gitattributes": "*.md text eol=crlf diff=x filter=y\n"})
    commit()
    expected = run("diff", "main~2", "main")
    config = "[core]\n quotePath = true\n autocrlf = true\n pager = false\n[color]\n ui = always\n"
    config += "[column]\n ui = always\n[diff]\n noprefix = true\n[log]\n showSignature = true\n"
    config += "[status]\n relativePaths = false\n[core]\n abbrev = 4\n"
    put(tmp_path, {"config": config})
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    monkeypatch.setenv("GIT_ICASE_PATHSPECS", "1")
    assert run("diff", "main~2", "main") == expected
    assert expected.out.count("type-added") == 1


# What cannot be read.


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("mian", "specs", "no revision is called `mian`, and no file or folder either; did you"),
        ("mian:specs", "specs", "no revision is called `mian`, and no file or folder either"),
        ("main:spec", "specs", "there is no `spec` in the revision `main`"),
        ("main:../specs", "specs", "../specs is outside of the repository; say what is meant"),
        ("main:specs", "nowhere", "no revision is called `nowhere`"),
        ("main", "..", ".. is outside of the repository; say what is meant in it, as `main:FOL"),
        (":specs", "specs", "no revision is called ``"),
        ("main..main~1", "specs", "no revision is called `main..main~1`"),
        ("main:specs/pet.md/x", "specs", "there is no `specs/pet.md/x` in the revision `main`"),
        ("main:empty", "specs", "there are no pages in main:empty"),
    ],
)
def test_what_is_not_there_leads_to_2(
    repository: Path, run: Run, old: str, new: str, message: str
) -> None:
    put(repository, {"empty/x.txt": ""})
    commit()
    result = run("diff", old, new)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"tablewright: {message}")
    assert result.err.count("\n") == 1


def test_a_folder_in_no_repository_leads_to_2(project: Path, run: Run) -> None:
    assert project.is_dir()
    result = run("diff", "main", "specs")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(
        "tablewright: there is no file or folder main, and git says: not a"
    )


def test_without_git_only_revisions_are_missed(
    repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(repository))
    assert run("diff", "specs", "specs").status == 0
    result = run("diff", "main", "specs")
    assert (result.status, result.out) == (2, "")
    assert result.err == "tablewright: there is no file or folder main, and git is not installed\n"


def test_a_shallow_clone_is_named_as_the_reason(
    repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("clone", "--quiet", "--depth", "1", repository.as_uri(), "../shallow")
    monkeypatch.chdir(repository.parent / "shallow")
    assert "this clone is shallow" in run("diff", "main~1", "specs").err


def test_a_branch_without_a_commit_is_named_as_the_reason(repository: Path, run: Run) -> None:
    git("checkout", "--quiet", "--orphan", "fresh")
    missing = "no revision is called `{}`, and no file or folder either; {}\n"
    for name in ("HEAD", "HEAD~1", "haed", "fresh"):
        expected = missing.format(name, "the current branch has no commit yet")
        assert run("diff", name, "specs").err == f"tablewright: {expected}"
    expected = missing.format("mian", "did you mean `main`?")
    assert run("diff", "mian", "specs").err == f"tablewright: {expected}"
    shutil.rmtree(repository / ".git")
    git("init", "--quiet")
    assert "; the current branch has no commit yet" in run("diff", "HEAD", "specs").err


@pytest.mark.parametrize("word", ["missing", "submodule", "ambiguous"])
def test_a_submodule_that_is_not_there_is_passed_by(
    repository: Path, run: Run, word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However git says that it lacks the object: the words differ by its version."""
    overlay = "overlay: module\n"
    put(repository, {"specs/tablewright.yaml": f"{SETTINGS}{overlay}"})
    commit()
    git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},specs/module")
    git("commit", "--quiet", "--message", "a submodule")
    says = f"s/^.*:specs.module [a-z]*$/{'1' * 40} {word}/"
    real = shutil.which("git")
    put(tmp_path, {"bin/git": f'#!/bin/sh\n{real} "$@" > "$0.said" || exit\n'})
    with (tmp_path / "bin" / "git").open("a") as script:
        script.write(f'case "$1" in cat-file) sed "{says}" "$0.said" ;; *) cat "$0.said" ;; esac\n')
    (tmp_path / "bin" / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    result = run("diff", "HEAD:specs", "HEAD:specs")
    assert (result.status, result.out) == (1, "")
    assert "error[missing-file]: there is no file `module` in HEAD:specs" in result.err


def test_errors_name_the_revision_and_show_the_row(repository: Path, run: Run) -> None:
    put(repository, {"specs/pet.md": record("Pet", colour="*strnig*")})
    commit()
    put(repository, {"specs/pet.md": record("Pet")})
    result = run("diff", "main", "specs")
    assert (result.status, result.out) == (1, "")
    assert result.err.startswith("main:specs/pet.md:8:15-20: error[unknown-type]")
    assert "\n8 | | `colour` | *strnig*" in result.err


# The same rules as on disk.


def in_git(revision: str, path: str) -> Compilation:
    folder, name = Repository().folder(revision, path)
    assert not name
    return compile_pages(folder)


def test_a_folder_in_git_is_listed_and_read_as_on_disk(repository: Path) -> None:
    names = ["a b.md", "line\nbreak.md", "é日本.md", "a\\b.md", "'\"$(x).md", ":(top)x.md", "-.md"]
    names += ["sub/deep/er.md", ".hidden/x.md", "sub/.x.md", "node_modules/y.md", "node_modules.md"]
    put(repository, {f"set/{name}": f"{name}\r\n\0\xff" for name in names})
    put(repository, {"set/big.md": "version https://git-lfs.github.com/spec/v1\n", "out.md": "out"})
    put(repository, {"set/run.md": "run", "other/p.md": "other", "other/q.txt": ""})
    (repository / "set/run.md").chmod(0o755)
    for link, target in {
        "set/link.md": "sub/deep/er.md",
        "set/up.md": "../out.md",
        "set/twice.md": "link.md",
        "set/through.md": "folder/deep/er.md",
        "set/folder": "sub",
        "set/folder.md": "sub",
        "set/nothing.md": "nowhere.md",
        "set/loop.md": "loop.md",
        "other.link": "set",
    }.items():
        (repository / link).symlink_to(target)
    odd = os.fsdecode(b"set/\xff.md")
    (repository / odd).write_text("not UTF-8")
    commit()
    module = git("rev-parse", "HEAD")
    git("update-index", "--add", "--cacheinfo", f"160000,{module},set/module.md")
    git("commit", "--quiet", "--message", "a submodule")
    for path in ("set", "other.link"):
        disk, kept = DiskFolder(repository / path, "set"), Repository().folder("main", path)[0]
        pages = find_pages(disk, ["**/*.md"], ())
        assert find_pages(kept, ["**/*.md"], ()) == pages
        assert len(pages) == 16
        assert list(kept.contents(pages)) == list(disk.contents(pages))
        assert find_files(kept, "sub", ["**"]) == find_files(disk, "sub", ["**"]) == ("deep/er.md",)
        assert find_files(kept, "../other", ["*.md"]) == ("p.md",)
        for name in (
            "",
            ".",
            "sub",
            "sub/",
            "folder",
            "../other",
            "run.md",
            "x",
            "sub/x",
            "loop.md",
        ):
            assert kept.is_folder(name) == disk.is_folder(name), name
            assert kept.is_file(name) == disk.is_file(name), name
        for name in ("../out.md", "./run.md", ".hidden/x.md", "sub/../run.md", "link.md", "up.md"):
            assert list(kept.contents([name])) == list(disk.contents([name]))
        for name in (
            "nothing.md",
            "loop.md",
            "sub",
            "x",
            "../../out.md",
            "/etc/passwd",
            "module.md",
        ):
            assert not kept.is_file(name), name
            with pytest.raises(OSError, match="No such file"):
                list(kept.contents([name]))
        report = Report()
        assert [s.path for s in read_sources(kept, ["run.md"], report)] == [f"main:{path}/run.md"]


def test_dialect_overlay_and_templates_come_from_the_same_revision(
    repository: Path, run: Run
) -> None:
    settings = "dialect: ../dialect.yaml\noverlay: ../overlay.yaml\n"
    put(
        repository,
        {
            "specs/tablewright.yaml": settings,
            "dialect.yaml": "extends: speakeasy-typescript\nclient_names: false\n",
            "overlay.yaml": "types: {Pet: {description: Of old.}}\n",
        },
    )
    commit()
    put(repository, {"overlay.yaml": "types: {Pet: {description: Of now., closed: true}}\n"})
    put(repository, {"dialect.yaml": "no dialect: at all\n"})
    commit()
    assert "error[unknown-key]" in run("diff", "main~1", "main").err
    git("checkout", "--quiet", "HEAD~1", "--", "dialect.yaml")
    commit()
    result = run("diff", "main~2", "main")
    assert "[record-closed]" in result.out
    assert result.err == ""


@pytest.mark.parametrize("case", GOLDEN[:: len(GOLDEN) // 12], ids=lambda path: path.parent.name)
def test_a_golden_case_means_the_same_in_git(repository: Path, case: Path) -> None:
    shutil.copytree(case, repository / "input", symlinks=True)
    commit()
    disk, kept = compile_folder(repository / "input", "main:input"), in_git("main", "input")
    assert kept.schema == disk.schema
    assert kept.report.sorted() == disk.report.sorted()
    assert kept.sources == disk.sources


def test_pages_of_both_sides_are_read_at_once(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many there are: a process for each would take minutes."""
    put(repository, {f"specs/a{n}.md": record(f"A{n}") for n in range(200)})
    commit()
    started: list[object] = []

    class Counted(subprocess.Popen[bytes]):
        def __init__(self, arguments: list[str], **rest: Any) -> None:
            started.append(arguments)
            super().__init__(arguments, **rest)

    monkeypatch.setattr("subprocess.Popen", Counted)
    for place in find_sides("main~1", "main"):
        compile_pages(place.folder)
    assert len(started) <= 20
