"""Whose rules apply: the draft's, or those measured in a browser where it departs from the draft."""

from dataclasses import dataclass, replace
from enum import Enum

__all__ = [
    "CHROMIUM",
    "CHROMIUM_BLOCKING",
    "DRAFT",
    "FIREFOX",
    "PROFILES",
    "DateRules",
    "Profile",
    "SameSite",
    "ThirdParty",
]


class SameSite(Enum):
    """The enforcement a SameSite attribute asks for (rfc6265bis-22 5.6.7); UNSET = absent or not understood."""

    UNSET = "unset"
    NONE = "none"
    LAX = "lax"
    STRICT = "strict"


class ThirdParty(Enum):
    """What happens to cookies of a request whose site is not that of the documents around it."""

    ALLOW = "allow"
    BLOCK = "block"
    PARTITION = "partition"


class DateRules(Enum):
    """How an Expires value is read."""

    DRAFT = "draft"
    CHROMIUM = "chromium"
    FIREFOX = "firefox"


@dataclass(frozen=True, slots=True)
class Profile:
    """The points on which a browser and rfc6265bis-22 part; the defaults are the draft.

    Attributes:
        name: Stable name for output, e.g. "firefox-153".
        bare_name: A line without "=" is a name with an empty value (else: a value with an empty name).
        rejects_empty_name: A line that begins with "=" is dropped.
        rejects_nameless_equals: A nameless cookie whose value holds "=" is dropped.
        rejects_tab: A HTAB inside name, value or attributes drops the cookie.
        rejects_path_tab: A HTAB inside the Path that counts drops the cookie.
        maps_domain: A non-ASCII Domain is read as UTF-8 and mapped by IDNA (else: dropped).
        rejects_dot_domain: ``Domain=.`` matches nothing (else: it is empty, which means host-only).
        host_prefix_takes_default_path: ``__Host-`` is content with a default-path of "/".
        minus_expires: A Max-Age that begins with "-" is in the past whatever follows (else: digits must follow).
        dates: How an Expires value is read.
        plus_max_age: A Max-Age may begin with "+".
        overflow_ends_max_age: A Max-Age whose digits exceed 64 bits counts whatever follows them.
        unlimited_flags: Secure, HttpOnly and Partitioned count whatever the length of their values.
        last_occurrence_wins: The last Max-Age or Expires counts even if invalid (else: the last valid one).
        limits_default_path: A default-path over 1024 bytes drops the cookie.
        new_value_is_new_cookie: Replacing a cookie by another value gives it a new creation time, hence a new place.
        redirects_count: A cross-site hop in a redirect chain makes the request cross-site for what is sent; what its
            answer sets is not affected.
        schemeless: Sites are compared without their schemes (else: http and https are cross-site to each other); in a
            partition's key the scheme counts all the same.
        unset_same_site: What a cookie without SameSite is treated as.
        lax_unsafe_seconds: How long a cookie without SameSite goes with unsafe cross-site navigations; 0 = never.
        third_party: What happens to third-party cookies.
    """

    name: str
    bare_name: bool = False
    rejects_empty_name: bool = False
    rejects_nameless_equals: bool = False
    rejects_tab: bool = False
    rejects_path_tab: bool = False
    maps_domain: bool = False
    rejects_dot_domain: bool = False
    host_prefix_takes_default_path: bool = False
    minus_expires: bool = False
    dates: DateRules = DateRules.DRAFT
    plus_max_age: bool = False
    overflow_ends_max_age: bool = False
    unlimited_flags: bool = False
    last_occurrence_wins: bool = False
    limits_default_path: bool = False
    new_value_is_new_cookie: bool = False
    redirects_count: bool = False
    schemeless: bool = False
    unset_same_site: SameSite = SameSite.LAX
    lax_unsafe_seconds: int = 0
    third_party: ThirdParty = ThirdParty.ALLOW


DRAFT = Profile("rfc6265bis-22")

CHROMIUM = Profile(
    "chromium-156",
    rejects_nameless_equals=True,
    rejects_tab=True,
    maps_domain=True,
    rejects_dot_domain=True,
    dates=DateRules.CHROMIUM,
    plus_max_age=True,
    overflow_ends_max_age=True,
    last_occurrence_wins=True,
    new_value_is_new_cookie=True,
    lax_unsafe_seconds=120,
)

CHROMIUM_BLOCKING = replace(CHROMIUM, name="chromium-156-3pc-blocked", third_party=ThirdParty.BLOCK)

# network.cookie.sameSite.laxByDefault is false in this release: a cookie without SameSite is treated as None, and what
# keeps it from cross-site requests is the partition of third-party cookies by top-level site.
FIREFOX = Profile(
    "firefox-153",
    bare_name=True,
    rejects_empty_name=True,
    rejects_nameless_equals=True,
    rejects_path_tab=True,
    rejects_dot_domain=True,
    host_prefix_takes_default_path=True,
    minus_expires=True,
    dates=DateRules.FIREFOX,
    overflow_ends_max_age=True,
    unlimited_flags=True,
    last_occurrence_wins=True,
    limits_default_path=True,
    redirects_count=True,
    schemeless=True,
    unset_same_site=SameSite.NONE,
    third_party=ThirdParty.PARTITION,
)

PROFILES = (DRAFT, CHROMIUM, CHROMIUM_BLOCKING, FIREFOX)
