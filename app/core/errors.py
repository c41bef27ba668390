"""What can go wrong in the words of the office. ``app.web.problems`` holds the one table from class to HTTP status.

PhaenError
 ├─ NotFound        no such thing, or its existence is itself protected
 ├─ Gone            it was there, and is not kept any longer; names the remedy
 ├─ Forbidden       the position may not do this
 ├─ Invalid         an input is wrong; names the place and the remedy
 ├─ Conflict        another act came first, or a rule of the database refuses
 │   └─ Stale       what one changes was changed since one read it
 ├─ Unconditional   a change does not say what it has read
 ├─ Unidentified    credentials were given that are not good
 ├─ TooMany         more requests than are allowed; says when to come again
 ├─ TooLarge        a request is bigger than is taken
 ├─ WrongKind       a body is of a kind that is not taken
 └─ Unavailable     a resource is missing for the moment
"""


class PhaenError(Exception):
    """Told to people in both languages: ``th`` first, ``en`` complete."""

    def __init__(self, th: str, en: str, *, place: str | None = None) -> None:
        super().__init__(f"{th} · {en}")
        self.th = th
        self.en = en
        self.place = place


class NotFound(PhaenError):
    """No such thing, or its existence is itself protected."""


class Gone(PhaenError):
    """It was there, and is not kept any longer (RFC 9110, section 15.5.11)."""


class Forbidden(PhaenError):
    """The position may not do this."""


class Invalid(PhaenError):
    """An input is wrong."""


class Conflict(PhaenError):
    """Another act came first, or a rule of the database refuses."""


class Stale(Conflict):
    """What one changes was changed since one read it (RFC 9110, section 15.5.13)."""


class Unidentified(PhaenError):
    """Credentials were given that are not good."""


class Unconditional(PhaenError):
    """A change does not say what it has read, so that another one could be lost (RFC 6585, section 3)."""


class TooMany(PhaenError):
    """More requests than are allowed; ``seconds`` until the next may come."""

    def __init__(self, th: str, en: str, *, seconds: int) -> None:
        super().__init__(th, en)
        self.seconds = seconds


class TooLarge(PhaenError):
    """A request is bigger than is taken."""


class WrongKind(PhaenError):
    """A body is of a kind that is not taken."""


class Unavailable(PhaenError):
    """A resource is missing for the moment."""
