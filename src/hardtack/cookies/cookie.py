"""A cookie as the store keeps it (rfc6265bis-22 5.7; layered-cookies "cookie")."""

from dataclasses import dataclass, field

from hardtack.cookies.profiles import SameSite

__all__ = ["Cookie", "CookieKey"]

# What makes two cookies one: name, domain, host-only, path and partition (rfc6265bis-22 5.7 step 23; CHIPS 2.3).
CookieKey = tuple[str, str, bool, str, str | None]


@dataclass(frozen=True, slots=True)
class Cookie:
    """One stored cookie.

    Attributes:
        name: Cookie name; empty for a nameless cookie.
        value: Cookie value, quotes included; kept out of the repr.
        domain: Canonical host or domain.
        host_only: It goes to ``domain`` alone, not to hosts below it.
        path: Cookie path.
        secure: It goes to trustworthy origins only.
        http_only: Script APIs do not see it.
        same_site: As given; UNSET if not, the profile says what that means.
        partition: Partition key, see `hardtack.cookies.request.Context`; None = not partitioned.
        expires: Epoch seconds, capped at 400 days after it was set; None = until the browser session ends.
        created: Epoch seconds.
        last_access: Epoch seconds of the last request it went with, or of its creation.
    """

    name: str
    value: str = field(repr=False)
    domain: str
    host_only: bool = True
    path: str = "/"
    secure: bool = False
    http_only: bool = False
    same_site: SameSite = SameSite.UNSET
    partition: str | None = None
    expires: int | None = None
    created: int = 0
    last_access: int = 0

    @property
    def key(self) -> CookieKey:
        """What identifies it in a store."""
        return (self.name, self.domain, self.host_only, self.path, self.partition)

    @property
    def pair(self) -> str:
        """The cookie as it stands in a Cookie field (rfc6265bis-22 5.8.3 step 6); a nameless one is its bare value."""
        return f"{self.name}={self.value}" if self.name else self.value

    def expired(self, now: int) -> bool:
        """Whether its time is over at ``now`` (epoch seconds)."""
        return self.expires is not None and self.expires <= now
