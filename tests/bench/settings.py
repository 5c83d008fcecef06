"""What a run of the bench is about."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """What is measured, and how often."""

    sizes: tuple[int, ...] = (100, 1_000, 10_000, 100_000)
    """How many pages the spec sets have that are made for it."""
    corpora: tuple[Path, ...] = ()
    """Folders of pages that are there."""
    peers_up_to: int = 10_000
    """From how many pages on there are no peers."""
    rounds: int | None = None
    """How often each is measured. None: as often as pays."""
    limit: float = 300.0
    """The seconds after which a peer is stopped."""
    scale: float = 1.0
    """What part of their size extreme inputs have."""
    where: str = ""
    """The machine and the date, in words."""
    plots: Path | None = None
    """The folder of the plots."""

    def rounds_of(self, pages: int) -> int:
        """How often a set of that many pages is measured: less often where it takes long."""
        return self.rounds or (7 if pages <= 100 else 5 if pages <= 1_000 else 3)
