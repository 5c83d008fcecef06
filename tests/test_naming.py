"""Names: how words are found in one, and how names that meet are told apart."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.naming import (
    camel_case,
    kebab_case,
    meetings,
    pascal_case,
    snake_case,
    spell_names,
    words,
)
from generator.source import Span


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("id", "id"),
        ("userId", "user Id"),
        ("userIDs", "user IDs"),
        ("HTTPError", "HTTP Error"),
        ("getHTTPSUrl", "get HTTPS Url"),
        ("user_id", "user id"),
        ("user-id.of  it", "user id of it"),
        ("imageV2", "image V2"),
        ("v2Image", "v2 Image"),
        ("sha256sum", "sha256sum"),
        ("__typename", "typename"),
        ("$ref", "ref"),
        ("éÉtat", "é État"),
        ("日本語", "日本語"),
        ("A", "A"),
        ("", ""),
        ("--", ""),
    ],
)
def test_words(name: str, expected: str) -> None:
    assert words(name) == tuple(expected.split())


@pytest.mark.parametrize(
    ("spell", "expected"),
    [
        (snake_case, ["workflow_version_id", "get_run_response", "http_error", ""]),
        (kebab_case, ["workflow-version-id", "get-run-response", "http-error", ""]),
        (pascal_case, ["WorkflowVersionId", "GetRunResponse", "HTTPError", ""]),
        (camel_case, ["workflowVersionId", "getRunResponse", "httpError", ""]),
    ],
)
def test_cases(spell: Callable[[str], str], expected: list[str]) -> None:
    names = ["workflowVersionId", "get_run-response", "HTTPError", "$"]
    assert [spell(name) for name in names] == expected


@given(st.text(st.characters(max_codepoint=127), max_size=20))
def test_a_case_is_a_fixed_point(name: str) -> None:
    """Of ASCII; elsewhere a letter may become two, as `ß` does."""
    for spell in (snake_case, kebab_case):
        assert spell(spell(name)) == spell(name)


# Names that meet. The names and spellings are few, so that they often do.

names = st.lists(st.text("aA-_", min_size=1, max_size=3), unique=True, max_size=8)


def lower(name: str) -> str:
    return name.lower().replace("-", "_")


@given(names)
def test_no_two_spellings_are_alike(given_names: list[str]) -> None:
    spelling = spell_names(given_names, lower)
    assert spelling.names.keys() == set(given_names)
    assert len(set(spelling.names.values())) == len(given_names)


@given(names)
def test_no_two_spellings_are_alike_when_folded(given_names: list[str]) -> None:
    spelling = spell_names(given_names, str, fold=str.casefold)
    folded = {spelled.casefold() for spelled in spelling.names.values()}
    assert len(folded) == len(given_names)


@given(names)
def test_order_does_not_matter(given_names: list[str]) -> None:
    spelling = spell_names(given_names, lower)
    assert spell_names(reversed(given_names), lower).names == spelling.names


@given(names)
def test_a_name_that_is_spelled_right_keeps_its_spelling(given_names: list[str]) -> None:
    spelling = spell_names(given_names, lower)
    for name in given_names:
        if lower(name) == name:
            assert spelling.names[name] == name


@given(names, st.text("aA-_", min_size=1, max_size=3))
def test_adding_a_name_renames_only_what_it_meets_for_the_first_time(
    given_names: list[str], added: str
) -> None:
    """A name that already has a suffix, or is spelled right, never changes."""
    assume(added not in given_names)
    before = spell_names(given_names, lower)
    after = spell_names([*given_names, added], lower)
    for name in given_names:
        had_suffix = before.names[name] != lower(name)
        if had_suffix or lower(name) == name or lower(name) != lower(added):
            assert after.names[name] == before.names[name]


@given(names)
def test_what_met_is_told_in_the_order_given(given_names: list[str]) -> None:
    met = spell_names(given_names, lower).met
    groups = {tuple(n for n in given_names if lower(n) == lower(name)) for name in given_names}
    assert set(met) == {group for group in groups if len(group) > 1}
    assert len(met) == len(set(met))


def test_a_suffix_depends_on_its_own_name_alone() -> None:
    spelled = spell_names(["user_id", "user-id", "userId"], snake_case)
    assert spelled.names["user_id"] == "user_id"
    assert (
        spelled.names["user-id"] == spell_names(["user-id", "userId"], snake_case).names["user-id"]
    )
    assert spelled.met == (("user_id", "user-id", "userId"),)


def test_names_that_give_way_are_told_with_the_others_and_their_place() -> None:
    spans = {name: Span("a.md", line, 1, 2) for line, name in enumerate(["a_b", "a-b", "aB"], 1)}
    spelling = spell_names(spans, snake_case)
    met = tuple(meetings(spelling, snake_case, spans, shown=str.upper))
    assert [(each.name, *each.others) for each in met] == [
        ("`A-B`", "`A_B`", "`AB`"),
        ("`AB`", "`A_B`", "`A-B`"),
    ]
    assert [each.spelling for each in met] == ["a_b", "a_b"]
    assert [each.spelled for each in met] == [spelling.names["a-b"], spelling.names["aB"]]
    assert [each.span for each in met] == [spans["a-b"], spans["aB"]]


def test_suffixes_that_are_alike_grow() -> None:
    """Of thousands of names, the digests of some begin alike."""
    given_names = ["a" + "-" * count for count in range(1, 10_000)]
    spelled = spell_names(given_names, snake_case).names
    assert len(set(spelled.values())) == len(given_names)
    short = [each for each in spelled.values() if len(each) == len("a_123456")]
    assert 0 < len(given_names) - len(short) < 100


def test_a_suffix_that_is_taken_grows() -> None:
    suffixed = spell_names(["a-b", "a.b"], snake_case).names["a-b"]
    spelled = spell_names(["a-b", "a.b", suffixed], snake_case)
    assert spelled.names[suffixed] == suffixed
    assert spelled.names["a-b"].startswith(suffixed)
    assert len(set(spelled.names.values())) == 3


def test_who_keeps_its_spelling_can_be_decided() -> None:
    spelled = spell_names(["Pet", "pet"], str, fold=str.casefold, keeps=lambda name: name == "Pet")
    assert spelled.names["Pet"] == "Pet"
    assert spelled.names["pet"].startswith("pet_")


def test_a_lone_surrogate_has_a_suffix_too() -> None:
    spelled = spell_names(["\ud800", "\ud801"], lambda _: "x")
    assert len(set(spelled.names.values())) == 2
