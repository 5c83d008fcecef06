"""File names are portable whatever the name is that they are made from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.file_names import fold_name, portable_name


@pytest.mark.parametrize(
    ("name", "file_name"),
    [
        ("Pet", "Pet"),
        ("v1.Pod", "v1.Pod"),
        ("user_id-2", "user_id-2"),
        ("naïve", "naïve"),
        ("日本", "日本"),
        ("List<Pet>", "List_Pet_"),
        ("a/b\\c", "a_b_c"),
        ("a b", "a_b"),
        ("$ref", "_ref"),
        ("x\u202ey\x00", "x_y_"),
        ("..", "__"),
        (".git", "_git"),
        ("a.", "a_"),
        ("", "_"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("console", "console"),
        ("\ud800", "_"),
    ],
)
def test_what_is_not_safe_everywhere_is_replaced(name: str, file_name: str) -> None:
    assert portable_name(name) == file_name


@given(st.text(st.characters()) | st.text("ab.:/\\ \n\t\u00e9\u0301\u202e\U0001f600", min_size=1))
def test_every_name_is_made_portable(name: str) -> None:
    made = portable_name(name)
    assert 0 < len(made.encode()) <= 200
    assert not set(made) & set('/\\:*?"<>| \n\t\x00%#')
    assert not made.startswith(".")
    assert not made.endswith(".")
    assert portable_name(made) == made


@pytest.mark.parametrize(
    ("one", "other"), [("Pet", "pet"), ("\u00e9", "e\u0301"), ("É", "e\u0301")]
)
def test_names_that_a_file_system_takes_for_one_fold_alike(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)
