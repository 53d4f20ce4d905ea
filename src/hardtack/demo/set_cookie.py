"""The set-cookie lines of the demo's two applications: where the answers to Q3 to Q7 and half of Q10 show."""

import base64
import json
from dataclasses import dataclass
from typing import Final

from hardtack.demo.switches import Switches

PORTAL: Final = "/portal"
"""The path below which the login application lives."""
SHOP: Final = "/shop"
"""The path below which the second application lives."""
PORTAL_COOKIE: Final = "demo_session"
"""Name of the login application's session cookie."""
CSRF_COOKIE: Final = "csrf_token"
"""Name of the cookie that repeats the form token; the application's script reads it, so it never has HttpOnly."""
LANGUAGE_COOKIE: Final = "lang"
"""Name of the harmless preference cookie."""
PROFILE_COOKIE: Final = "profile"
"""Name of the cookie that tells the user's data, when Q7 is weak."""

_TEN_YEARS = 10 * 365 * 24 * 60 * 60
_THIRTY_DAYS = 30 * 24 * 60 * 60
_LABELS_OF_A_SITE = 2


@dataclass(frozen=True, slots=True)
class SetCookie:
    """Writes set-cookie lines for one response.

    Attributes:
        switches: The answers to give.
        https: Whether the response goes over https. A plain response never says Secure: a browser would drop the line
            (draft-ietf-httpbis-rfc6265bis section 5.7, step on the secure-only-flag).
        hostname: The host asked, without port.
    """

    switches: Switches
    https: bool
    hostname: str

    @property
    def shop_cookie(self) -> str:
        """Name of the second application's cookie: its own when Q6 is right, the login application's when weak."""
        return "shop_session" if self.switches.q6 else PORTAL_COOKIE

    def portal_session(self, value: str, *, remember_for: int | None = None) -> str:
        """The login application's session cookie; `remember_for` seconds if the user asked to be remembered."""
        return self._session(PORTAL_COOKIE, value, PORTAL, remember_for)

    def shop_session(self, value: str) -> str:
        """The second application's session cookie: with Q6 weak it overwrites the login application's."""
        return self._session(self.shop_cookie, value, SHOP, None)

    def csrf(self, token: str) -> str:
        """The form token's copy, readable by script on purpose."""
        return self._line(CSRF_COOKIE, token, PORTAL, http_only=False)

    def language(self) -> str:
        """The language preference, kept 30 days."""
        return self._line(LANGUAGE_COOKIE, "en", PORTAL, max_age=_THIRTY_DAYS)

    def profile(self, username: str, email: str) -> str | None:
        """The user's data in base64 JSON when Q7 is weak; nothing when it is right."""
        if self.switches.q7:
            return None
        data = json.dumps({"user": username, "email": email}).encode()
        return self._line(PROFILE_COOKIE, base64.b64encode(data).decode(), PORTAL)

    def deletions(self) -> tuple[str, ...]:
        """The lines that take every cookie of the login away, each with the domain and path it was set with."""
        lines = [
            self._line(PORTAL_COOKIE, "", PORTAL, domain=self._parent_domain(), max_age=0),
            self._line(CSRF_COOKIE, "", PORTAL, max_age=0, http_only=False),
        ]
        if not self.switches.q7:
            lines.append(self._line(PROFILE_COOKIE, "", PORTAL, max_age=0))
        return tuple(lines)

    def _session(self, name: str, value: str, mount: str, remember_for: int | None) -> str:
        return self._line(
            name,
            value,
            mount,
            domain=self._parent_domain(),
            max_age=remember_for if self.switches.q5 else _TEN_YEARS,
            http_only=self.switches.q3,
        )

    def _parent_domain(self) -> str | None:
        # A Domain of one label is a public suffix, which browsers refuse; an address has no parent at all.
        _, *parent = self.hostname.rstrip(".").split(".")
        named = len(parent) >= _LABELS_OF_A_SITE and all(parent) and not parent[-1].isdigit()
        return ".".join(parent) if named and not self.switches.q4 else None

    def _line(  # noqa: PLR0913 - one keyword an attribute of the line
        self,
        name: str,
        value: str,
        mount: str,
        *,
        domain: str | None = None,
        max_age: int | None = None,
        http_only: bool = True,
    ) -> str:
        attributes = [
            f"Path={mount if self.switches.q6 else '/'}",
            f"Domain={domain}" if domain else "",
            "" if max_age is None else f"Max-Age={max_age}",
            "Secure" if self.https and self.switches.q10 else "",
            "HttpOnly" if http_only else "",
            "SameSite=Lax",
        ]
        return "; ".join([f"{name}={value}", *filter(None, attributes)])
