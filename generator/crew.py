"""Several processes run one program, each on its share, and tell each other what came of it.

Each of a crew does the same steps; only its share differs. At a `gather` they wait for each other.
So what one process does alone and what several do together is one text with one outcome. It pays
where there is much to do, and more than one core to do it; elsewhere a crew is one process.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar

from generator.failures import CannotWorkError
from generator.frozen import Frozen

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

T = TypeVar("T")

_MOST: Final = 2
"""How many there are at most. Whether more would pay has not been tried."""
_GONE: Final = "a process that did a part of the work was ended"


class _Failure(Frozen):
    """What one sends whose work came to nothing."""

    error: Exception


class Crew:
    """The processes that work together, as one of them sees it."""

    def __init__(
        self,
        number: int = 0,
        size: int = 1,
        lines: Sequence[Connection] = (),
        tickets: tuple[int, int] = (-1, -1),
    ) -> None:
        """The first has a line to each of the others, and each of those has one to the first;
        `tickets` are the two ends of a pipe that is the same for all, of which the first alone
        has the one to write to."""
        self.number = number
        self.size = size
        self._lines = lines
        self._tickets = tickets

    def share(self, items: Sequence[T]) -> Sequence[T]:
        """What this one works on: a stretch of the items. All shares, in order, are all items."""
        start, end = (len(items) * each // self.size for each in (self.number, self.number + 1))
        return items[start:end]

    def claim(self, items: Sequence[T]) -> Iterator[T]:
        """Items that are unlike each other, fewer than 255: each goes to who asks for one first.

        Raises `CannotWorkError` where the first is gone.
        """
        if self.size == 1:
            yield from items
            return
        taken, given = self._tickets
        if not self.number:
            os.write(given, bytes(range(len(items))) + bytes([len(items)]) * self.size)
        while ticket := os.read(taken, 1):
            if ticket[0] == len(items):
                return
            yield items[ticket[0]]
        raise CannotWorkError(_GONE)

    def gather(self, outcome: T) -> list[T]:
        """The outcomes of all, in the order of their shares. All of them have to ask.

        Raises what another one raised, and `CannotWorkError` where another is gone.
        """
        if self.size == 1:
            return [outcome]
        told = pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL)
        if self.number:
            (line,) = self._lines
            line.send_bytes(told)
            heard = [line.recv_bytes() for _ in range(self.size - 1)]
        else:
            heard = [*map(_received, self._lines)]
            for number, line in enumerate(self._lines):
                with suppress(ConnectionError):  # who is gone is missed when it is asked again
                    for each in (told, *heard[:number], *heard[number + 1 :]):
                        line.send_bytes(each)
        others: list[T] = _understood(heard)
        return [*others[: self.number], outcome, *others[self.number :]]

    def hand_in(self, outcome: T) -> list[T]:
        """The outcomes of all, but for the first alone: the others get none, and are done.

        Raises likewise.
        """
        if self.number:
            (line,) = self._lines
            line.send_bytes(pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL))
            return []
        return [outcome, *_understood([_received(line) for line in self._lines])]


ALONE: Final = Crew()
"""A crew of one."""


def together(work: Callable[[Crew], T], *, pays: bool) -> T:
    """What comes of a work. `pays` says whether it is worth more than one process.

    Raises what the work raises, in whichever process. What another one does to objects of this one
    is not seen here: it has to be told.
    """
    size = _size() if pays else 1
    if size == 1:
        return work(ALONE)
    from multiprocessing import get_context

    context = get_context("fork")
    pipes = [context.Pipe() for _ in range(1, size)]
    tickets = os.pipe()
    others = [
        context.Process(target=_work, args=(work, number, pipes, tickets), daemon=True)
        for number in range(1, size)
    ]
    try:
        for other in others:
            other.start()
        for _, far_end in pipes:
            far_end.close()
        return work(Crew(0, size, [near_end for near_end, _ in pipes], tickets))
    finally:
        for other in others:
            if other.pid is not None:
                other.kill()  # what it is still at is wanted by nobody any more
                other.join()
        for near_end, _ in pipes:
            near_end.close()
        for end in tickets:
            os.close(end)


def _size() -> int:
    """How many can work at once. A process with threads is not to be forked."""
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(cores or 1, _MOST)


def _work(
    work: Callable[[Crew], object],
    number: int,
    pipes: Sequence[tuple[Connection, Connection]],
    tickets: tuple[int, int],
) -> None:
    """The life of another one. Whoever started it says what there is to say."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    line = pipes[number - 1][1]
    for end in (end for pipe in pipes for end in pipe if end is not line):
        end.close()  # or nobody would see that who had it is gone
    os.close(tickets[1])
    try:
        _outcome = work(Crew(number, len(pipes) + 1, [line], (tickets[0], -1)))
        os._exit(0)  # to free it all would take long, and somebody waits for the end
    except (EOFError, ConnectionError):
        pass  # nobody waits for it any more
    except Exception as error:
        error.add_note(traceback.format_exc())  # which would be lost on the way
        with suppress(ConnectionError):
            line.send_bytes(pickle.dumps(_Failure(error), pickle.HIGHEST_PROTOCOL))


def _received(line: Connection) -> bytes:
    try:
        return line.recv_bytes()
    except (EOFError, OSError):
        raise CannotWorkError(_GONE) from None


def _understood(told: Sequence[bytes]) -> list[Any]:
    outcomes = [pickle.loads(each) for each in told]
    for outcome in outcomes:
        if isinstance(outcome, _Failure):
            raise outcome.error
    return outcomes
