"""JSON that is written is what Python's own encoder writes, with less left to the eye."""

from __future__ import annotations

import json
import unicodedata

import pytest
from drawing import NASTY_TEXTS
from hypothesis import given
from value_strategies import json_values

from generator.json_text import json_string, json_text
from generator.schema import Json


@given(json_values(nasty=False))
def test_it_is_what_python_writes(value: Json) -> None:
    assert json_text(value) == json.dumps(value, indent=2, ensure_ascii=False)


@given(json_values())
def test_whatever_is_written_reads_back(value: Json) -> None:
    assert repr(json.loads(json_text(value))) == repr(value)


@pytest.mark.parametrize("text", [*NASTY_TEXTS, "\ud800", "a\udfffb"])
def test_nothing_in_a_string_is_unseen(text: str) -> None:
    written = json_string(text)
    assert json.loads(written) == text
    assert written.encode()
    assert not any(unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp") for each in written)
    assert not set(written) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def test_other_scripts_and_emoji_stand_as_they_are() -> None:
    assert json_string("Ünï 日本 👩\u200d🚀") == '"Ünï 日本 👩\u200d🚀"'


def test_an_infinity_is_not_json() -> None:
    for number in (float("inf"), float("-inf"), float("nan")):
        with pytest.raises(ValueError, match="is not a JSON value"):
            json_text([number])
