"""Which of the ten questions the demo application answers rightly, and which it gets wrong on purpose."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Self

from hardtack.errors import UsageError

_ALL = "all"


@dataclass(frozen=True, slots=True)
class Switches:
    """One switch a question: `True` is the safe answer, `False` the weak one. The default is weak throughout.

    Attributes:
        q1: A fresh session id at login; a client's invented id is refused (CWE-384).
        q2: Logout ends the session at the server, not only in the browser (CWE-613).
        q3: The session cookie has HttpOnly (CWE-1004).
        q4: The session cookie is host-only; weak: its Domain is the parent domain of the host asked. A host without a
            parent of two labels or more (an IP address, `localhost`, `demo.test`) has nothing to widen to, so there
            the weak answer can't be shown: ask for the application as `app.demo.test`.
        q5: The session cookie lives as long as the browser session, and the server's session ends after 15 idle
            minutes or 12 hours; weak: Max-Age of ten years, and no end at the server.
        q6: The two applications of the host use cookie names and paths of their own; weak: one name at Path=/.
        q7: No cookie holds the user's data; weak: `profile` holds name and e-mail in base64 JSON (CWE-315).
        q8: There is an https side; weak: plain http alone.
        q9: The plain side only redirects to https; weak: it serves the application, and https pages load an http image.
        q10: Secure on every cookie and HSTS on every https response; weak: neither (CWE-614).
    """

    q1: bool = False
    q2: bool = False
    q3: bool = False
    q4: bool = False
    q5: bool = False
    q6: bool = False
    q7: bool = False
    q8: bool = False
    q9: bool = False
    q10: bool = False

    @classmethod
    def parse(cls, *, right: str = "", wrong: str = "") -> Self:
        """Read the switches from the text of `--right` and `--wrong`.

        What is named gets its answer, and a named question wins over `all`. Questions not named are weak, except that
        `wrong` alone means "only these are wrong". So `right="all", wrong="q3"` and `wrong="q3"` are the same.

        Args:
            right: Comma-separated questions (`q1,q2`; case and spaces don't matter) or `all`; empty for none.
            wrong: The same, for the weak answer.

        Returns:
            The switches.

        Raises:
            UsageError: A name is no question, or one name (or `all`) stands on both sides.
        """
        rights, wrongs = _names(right, "--right"), _names(wrong, "--wrong")
        if both := sorted(rights & wrongs):
            message = f"{', '.join(both)} stands in both --right and --wrong"
            raise UsageError(message, hint="name each question on one side only")
        unnamed = _ALL in rights or (bool(wrongs) and not rights and _ALL not in wrongs)
        answers = {question: question in rights or (unnamed and question not in wrongs) for question in cls.questions()}
        return cls(**answers)

    @classmethod
    def questions(cls) -> tuple[str, ...]:
        """The names of the ten questions, `q1` to `q10`, in order."""
        return tuple(field.name for field in fields(cls))

    @property
    def effective(self) -> Self:
        """The switches that can take effect together.

        Without an https side (Q8 weak) there is nothing to redirect to, and neither HSTS nor Secure can be sent in a
        way that works (RFC 6797 section 7.2 forbids HSTS over plain http), so Q9 and Q10 are then weak as well.
        """
        return self if self.q8 else replace(self, q9=False, q10=False)


def _names(text: str, option: str) -> frozenset[str]:
    names = frozenset(part.strip().lower() for part in text.split(",") if part.strip())
    known = (*Switches.questions(), _ALL)
    if unknown := _first_unknown(names, known):
        message = f"{option}: {unknown!r} is no question"
        raise UsageError(message, hint=f"the names are {', '.join(known)}")
    return names


def _first_unknown(names: Iterable[str], known: Iterable[str]) -> str | None:
    return min(set(names) - set(known), default=None)
