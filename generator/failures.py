"""What ends a command early. Everything else that can go wrong is a diagnostic."""


class CannotWorkError(Exception):
    """The tool cannot do its job, for a reason that stands outside every page."""


def reason(error: CannotWorkError | OSError) -> str:
    """What is said of the end: in the system's words, the file comes first."""
    if isinstance(error, CannotWorkError):
        return str(error)
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}"
