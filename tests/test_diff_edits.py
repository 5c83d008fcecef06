"""Random edits of random schemas: what is called compatible is, and what breaks is proved.

    PYTHONPATH=tests python -m diff_edits 20000

does the same with more of them, and prints figures.
"""

from __future__ import annotations

import pytest
from diff_edits.edits import Edited, edited
from diff_edits.measure import Measured
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.diff.compare import compare
from generator.diff.judge import NOBODY, Judge
from generator.diff.model import Bump

SEEDS = st.integers(0, 2**32)


def measured(example: Edited, seed: int) -> Measured:
    figures = Measured()
    figures.add(example, seed)
    return figures


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(edited(), SEEDS)
def test_nothing_is_called_compatible_that_a_payload_shows_to_break(
    example: Edited, seed: int
) -> None:
    figures = measured(example, seed)
    assert not figures.overlooked
    assert not figures.disproved
    assert not figures.unproven


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(edited(nasty=True), SEEDS)
def test_the_same_holds_of_names_and_texts_that_give_trouble(example: Edited, seed: int) -> None:
    figures = measured(example, seed)
    assert not figures.overlooked
    assert not figures.disproved
    assert not figures.unproven


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(edited(harmless=True, nasty=True))
def test_words_pages_and_the_order_of_rows_never_break(example: Edited) -> None:
    comparison = compare(example.old, example.new)
    assert comparison.breaking == ()
    assert comparison.bump is not Bump.MAJOR


def test_the_measure_notices_an_engine_that_sees_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the search of this measure blind, it would agree with any verdict."""
    for judging in ("members", "other_keys", "values", "bodies"):
        monkeypatch.setattr(Judge, judging, lambda *_, **__: NOBODY)
    figures = Measured()

    @settings(max_examples=200, database=None, suppress_health_check=list(HealthCheck))
    @given(edited())
    def measure(example: Edited) -> None:
        figures.add(example, figures.edits)

    measure()
    assert len(figures.overlooked) > 20
