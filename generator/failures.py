"""What ends a command early. Everything else that can go wrong is a diagnostic."""


class CannotWorkError(Exception):
    """The tool cannot do its job, for a reason that stands outside every page."""
