"""The words a policy chooses among; their values are the words of its TOML (but `Keep` and `Remove`, see there)."""

from enum import Enum, IntEnum, unique

__all__ = [
    "Action",
    "CookieRole",
    "HttpOnlyRule",
    "Keep",
    "MatchKind",
    "NamePrefix",
    "OnDeath",
    "OnError",
    "Redirect",
    "Remove",
    "SecureRule",
    "Tls",
    "Unknown",
    "When",
]


@unique
class Tls(Enum):
    """Who speaks TLS with the browser: this server, one in front of it, or nobody."""

    HERE = "here"
    FRONT = "front"
    NONE = "none"


@unique
class Redirect(IntEnum):
    """The status that sends GET and HEAD from http to https."""

    MOVED_PERMANENTLY = 301
    FOUND = 302
    TEMPORARY = 307
    PERMANENT = 308


@unique
class Keep(Enum):
    """The one member says: as it came."""

    KEEP = "keep"


@unique
class Remove(Enum):
    """The one member says: taken out (a Domain; what makes a cookie outlive the browser's session)."""

    REMOVE = "remove"


@unique
class SecureRule(Enum):
    """Whether Secure is added: always, when the browser's request came by TLS, or never."""

    REQUIRE = "require"
    IF_TLS = "if_tls"
    KEEP = "keep"


@unique
class HttpOnlyRule(Enum):
    """Whether HttpOnly is added, left as it came, or taken out (for cookies that scripts must read)."""

    REQUIRE = "require"
    KEEP = "keep"
    FORBID = "forbid"


@unique
class When(Enum):
    """When a SameSite is set: it is absent or no known value, it is weaker than the policy's, or always."""

    ABSENT = "absent"
    WEAKER = "weaker"
    ALWAYS = "always"


@unique
class NamePrefix(Enum):
    """The prefix a cookie's name is given (rfc6265bis-22 4.1.3); it brings what browsers ask of such a cookie."""

    NONE = "none"
    SECURE = "__Secure-"
    HOST = "__Host-"


@unique
class Action(Enum):
    """Whether the cookie reaches the browser."""

    KEEP = "keep"
    DROP = "drop"


@unique
class Unknown(Enum):
    """What becomes of a cookie that no rule names: the defaults, nothing at all, or the defaults and a note."""

    KEEP = "keep"
    DROP = "drop"
    REPORT = "report"


@unique
class OnError(Enum):
    """What becomes of a set-cookie line that can't be enforced: it goes, or the whole response does."""

    DROP_COOKIE = "drop-cookie"
    REFUSE = "refuse"


@unique
class MatchKind(Enum):
    """How a rule's text is held against a cookie's name; case counts, and a pattern matches the whole name."""

    NAME = "name"
    PREFIX = "prefix"
    PATTERN = "re"


@unique
class CookieRole(Enum):
    """What a cookie is for. Only SESSION changes what is enforced: what fails there refuses the response."""

    SESSION = "session"
    REMEMBER_ME = "remember-me"
    CSRF = "csrf"
    SUPPORT = "support"
    INFRASTRUCTURE = "infrastructure"
    ANALYTICS = "analytics"
    PREFERENCE = "preference"
    OTHER = "other"


@unique
class OnDeath(Enum):
    """What the vault does when a session ends: forget its jar, or log out upstream too."""

    FORGET = "forget"
    CALL_LOGOUT = "call-logout"
