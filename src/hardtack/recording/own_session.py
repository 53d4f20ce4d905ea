"""A session that the user brings along: the cookies of a browser that is logged in, for logins no program can make.

What single sign-on, a captcha or a second factor on a phone keep from a walk, a person does in a browser; the walk goes
on with the result. Values stay in memory like those of any other live message; no repr shows them.
"""

from dataclasses import dataclass, field

from hardtack.cookies import Cookie
from hardtack.recording.message import FieldLines
from hardtack.recording.vocabulary import Telling

__all__ = ["END_SESSION", "OwnSession"]

END_SESSION = "Add --end-session if the audit may log that session out: the browser it came from is logged out as well."
"""What to supply where the only session there is was left alone."""


@dataclass(frozen=True, slots=True)
class OwnSession:
    """What the user brought.

    Attributes:
        cookies: the cookies, as the browser holds them as far as that is known.
        telling: how much of the cookies' attributes is known.
        authorization: value of an Authorization field, or None.
        fields: further field lines that every request is to carry.
        url: the page that was asked with them, or None where only cookies were given.
        notes: what of the user's file was left aside, one sentence each, without values.
    """

    cookies: tuple[Cookie, ...]
    telling: Telling = Telling.ALL
    authorization: str | None = field(default=None, repr=False)
    fields: FieldLines = field(default=(), repr=False)
    url: str | None = field(default=None, repr=False)
    notes: tuple[str, ...] = ()

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every value that must not be seen outside: those of the cookies and of the Authorization field."""
        values = [cookie.value for cookie in self.cookies]
        if self.authorization is not None:
            values.append(self.authorization.partition(" ")[2] or self.authorization)
        return tuple(value for value in values if value)
