"""The words of a comparison: what broke, and what is not known any more."""

from dataclasses import dataclass
from enum import Enum, unique


@unique
class Part(Enum):
    """What of an application broke."""

    LOGIN = "login"
    SECOND_LOGIN = "second login"
    LOGOUT = "logout"
    LOGIN_AGAIN = "login after logout"
    PAGE = "page"
    COOKIE = "cookie"
    HTTPS = "https"


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that worked and no longer does.

    Attributes:
        part: of what.
        subject: which page, cookie or address; empty where there is only one.
        now: what it does instead, a clause with the subject understood.
        before: index of an exchange of the earlier recording that shows it working, or None.
        after: index of an exchange of the later one that shows it broken, or None.
        hint: what to look at, one sentence, or empty.
        first: what of one's own (in the plural) to check before anything is undone at the server, a clause, or empty.
    """

    part: Part
    subject: str
    now: str
    before: int | None = None
    after: int | None = None
    hint: str = ""
    first: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something that is not known.

    Attributes:
        subject: what.
        reason: why it is not, a clause.
        supply: what to supply to know it, or empty.
    """

    subject: str
    reason: str
    supply: str


@dataclass(frozen=True, slots=True)
class Lost:
    """What no longer works, and what could not be told to work.

    Attributes:
        broken: the worst first.
        unknown: in the same order.
        pages: how many pages answer as they did.
    """

    broken: tuple[Broken, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    pages: int = 0

    def __add__(self, other: "Lost") -> "Lost":
        """Both."""
        return Lost(self.broken + other.broken, self.unknown + other.unknown, self.pages + other.pages)
