"""Why a cookie is dropped: one reason code for each rule, with the section that states it."""

from dataclasses import dataclass
from enum import Enum
from typing import Self

__all__ = ["Reject", "Rejected"]


class Reject(Enum):
    """A rule that drops a cookie when it is parsed or stored.

    ``value`` is the stable code; ``section`` says where the rule is stated; ``text`` is the rule in one sentence.
    Sections are those of draft-ietf-httpbis-rfc6265bis-22 unless another document is named.
    """

    section: str
    text: str

    CONTROL_CHARACTER = "control-character", "5.6 step 1", "a control character other than HTAB is in the line"
    TAB = "tab", "Chromium; Firefox: Path", "a HTAB is inside the name, the value or an attribute"
    EMPTY = "empty", "5.7 step 2", "name and value are both empty"
    TOO_LARGE = "too-large", "5.6 step 5", "name and value together exceed 4096 bytes"
    NAMELESS = "nameless", "Firefox", "the name before '=' is empty"
    NAMELESS_WITH_EQUALS = "nameless-with-equals", "Chromium", "the cookie has no name and its value holds '='"
    DOMAIN_NOT_ASCII = "domain-not-ascii", "5.7 step 8", "the Domain attribute holds a non-ASCII byte"
    PUBLIC_SUFFIX = "public-suffix", "5.7 step 9", "the Domain attribute is a public suffix"
    DOMAIN_MISMATCH = "domain-mismatch", "5.7 step 10", "the host does not domain-match the Domain attribute"
    DEFAULT_PATH_TOO_LONG = (
        "default-path-too-long",
        "Firefox",
        "no Path is given and the default-path exceeds 1024 bytes",
    )
    SECURE_FROM_INSECURE = (
        "secure-from-insecure",
        "5.7 step 13",
        "Secure was given by an origin that is not trustworthy",
    )
    HTTP_ONLY_FROM_SCRIPT = "http-only-from-script", "5.7 step 15", "HttpOnly was given through a non-HTTP API"
    OVERLAYS_SECURE = "overlays-secure", "5.7 step 16", "it would overlay a Secure cookie from a non-secure origin"
    SAME_SITE_CROSS_SITE = "same-site-cross-site", "5.7 step 18", "a cross-site request cannot set this SameSite value"
    SAME_SITE_NONE_INSECURE = "same-site-none-insecure", "5.7 step 19", "SameSite=None needs Secure"
    SECURE_PREFIX = "secure-prefix", "5.7 step 20", "the name prefix __Secure- needs Secure"
    HOST_PREFIX = "host-prefix", "5.7 step 21", "the name prefix __Host- needs Secure, Path=/ and no Domain"
    HTTP_PREFIX = "http-prefix", "layered-cookies 5.4.3", "the name prefix __Http- needs Secure, HttpOnly and HTTP"
    HOST_HTTP_PREFIX = (
        "host-http-prefix",
        "layered-cookies 5.4.3",
        "the name prefix __Host-Http- needs Secure, HttpOnly, HTTP, Path=/ and no Domain",
    )
    NAMELESS_PREFIX = "nameless-prefix", "5.7 step 22", "the cookie has no name and its value starts with a name prefix"
    HTTP_ONLY_EXISTS = "http-only-exists", "5.7 step 23", "a non-HTTP API cannot replace an HttpOnly cookie"
    PARTITIONED_INSECURE = "partitioned-insecure", "CHIPS 2.1", "Partitioned needs Secure"
    THIRD_PARTY_BLOCKED = "third-party-blocked", "browser policy", "third-party cookies are blocked"

    def __new__(cls, code: str, section: str = "", text: str = "") -> Self:
        """Make the code the member's value; a member is looked up by it alone, hence the defaults."""
        member = object.__new__(cls)
        member._value_ = code
        member.section = section
        member.text = text
        return member


@dataclass(frozen=True, slots=True)
class Rejected:
    """A cookie that was not stored, and the first rule that dropped it.

    Attributes:
        reason: The rule.
        name: The cookie's name as parsed (latin-1 isomorphic), or None if the line could not be parsed.
    """

    reason: Reject
    name: str | None = None
