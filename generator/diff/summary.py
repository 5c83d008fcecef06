"""The figures of a comparison, as every form of the report begins or ends with them."""

from __future__ import annotations

from generator.diff.model import Audience, Bump, Comparison, Effect
from generator.frozen import Frozen


class Summary(Frozen):
    """How many changes there are, and whom they break."""

    changes: int
    types: int
    """In how many types they are."""
    breaking: int
    breaking_readers: int
    breaking_writers: int
    accepted: int
    """How many were accepted, which are counted nowhere else."""
    bump: Bump

    @property
    def compatible(self) -> int:
        """How many changes break nobody."""
        return self.changes - self.breaking


def summary_of(comparison: Comparison) -> Summary:
    """The figures."""
    changes = comparison.changes
    broken = {
        audience: sum(change.verdict(audience).effect is Effect.BREAKING for change in changes)
        for audience in Audience
    }
    return Summary(
        changes=len(changes),
        types=len({change.type for change in changes if change.type}),
        breaking=len(comparison.breaking),
        breaking_readers=broken[Audience.READERS],
        breaking_writers=broken[Audience.WRITERS],
        accepted=len(comparison.accepted),
        bump=comparison.bump,
    )
