"""How messages name things: lists that stay short, and the name that was probably meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.wording import (
    MOST_COMPARED,
    MOST_LISTED,
    SHOWN_OF_MORE,
    KnownNames,
    listed,
    listed_in_part,
    nearest,
)


@pytest.mark.parametrize(
    ("names", "expected"),
    [((), ""), (("a",), "`a`"), (("a", "b"), "`a` or `b`"), (("a", "b", "c"), "`a`, `b` or `c`")],
)
def test_names_are_listed_in_a_sentence(names: Sequence[str], expected: str) -> None:
    assert listed(names, "or") == expected


def test_a_list_that_grows_with_the_input_is_whole_or_short() -> None:
    names = [f"n{number}" for number in range(2_000)]
    *rest, last = names[:MOST_LISTED]
    assert listed_in_part([*rest, last], MOST_LISTED) == f"{', '.join(rest)} and {last}"
    shown = ", ".join(names[:SHOWN_OF_MORE])
    assert listed_in_part(names, len(names)) == f"{shown} and 1,990 others"


def test_of_a_long_list_no_more_is_made_than_is_shown() -> None:
    made: list[int] = []

    def parts() -> Iterator[str]:
        for number in range(1_000):
            made.append(number)
            yield str(number)

    listed_in_part(parts(), 1_000)
    assert len(made) == SHOWN_OF_MORE


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Pett", "Pet"), ("pet", "Pet"), ("PETS", "Pets"), ("Zebra", None), ("P", None), ("", None)],
)
def test_the_name_that_was_probably_meant(name: str, expected: str | None) -> None:
    assert nearest(name, ["Order", "Pet", "Pets", "User"]) == expected


def test_of_many_that_are_alike_none_was_probably_meant() -> None:
    numbered = [f"Response{number}" for number in range(100, 900)]
    assert nearest("Response9", [*numbered, "Respond"]) is None
    assert nearest("Reqest", [*numbered, "Request"]) == "Request"


@given(st.lists(st.text("abA-", max_size=4), max_size=8), st.text("abA-", max_size=4))
def test_a_name_that_is_meant_is_known_and_like_it(known: list[str], name: str) -> None:
    found = nearest(name, known)
    assert found is None or found in known
    if name and name in known:
        assert found is not None
        assert found.casefold() == name.casefold()


def test_known_names_are_gone_through_once_however_many_are_looked_for() -> None:
    made: list[str] = []

    def known() -> Iterator[str]:
        for number in range(2 * MOST_COMPARED):
            made.append(f"Type{number}")
            yield made[-1]

    names = KnownNames(known())
    assert not made
    assert names.nearest("Tipe7") == names.nearest("Tipe7")
    assert len(made) == 2 * MOST_COMPARED
