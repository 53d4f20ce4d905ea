"""What somebody meant by a line of configuration, as a policy: renderers can write it, in the words of the server."""

from typing import Final

from hardtack.cookies import SameSite
from hardtack.lint.hsts_text import YEAR, hsts_value
from hardtack.policy import (
    CookieMatch,
    CookieRole,
    CookieRule,
    Hsts,
    HttpOnlyRule,
    Keep,
    MatchKind,
    MaxLifetime,
    PartialTreatment,
    PathChange,
    Policy,
    Remove,
    SameSiteRule,
    SecureRule,
    Session,
    Site,
    Transport,
    Treatment,
    When,
)

__all__ = [
    "EIGHT_HOURS",
    "HTTP_ONLY",
    "IDLE_HALF_AN_HOUR",
    "LAX",
    "LAX_ALWAYS",
    "NONE_AND_SECURE",
    "NOTHING",
    "NO_DOMAIN",
    "READABLE",
    "SECURE",
    "SHORT_LIVED",
    "SITE",
    "YEAR_OF_HSTS",
    "appending",
    "cookies",
    "flagged",
    "flags_in",
    "for_cookie",
    "hsts",
    "hsts_of",
    "only",
    "paths",
    "readable",
]

SITE: Final = Site("https://www.example.com", "http://127.0.0.1:8080")
"""Names that stand for the user's own."""

_FLAGS: Final = frozenset({"secure", "httponly", "samesite"})
_SAME_SITES: Final = {"none": SameSite.NONE, "lax": SameSite.LAX, "strict": SameSite.STRICT}
_LAX: Final = SameSiteRule(SameSite.LAX, When.ABSENT)


def cookies(
    *,
    secure: bool = False,
    http_only: bool = False,
    same_site: SameSiteRule | Keep = Keep.KEEP,
    domain: Keep | Remove = Keep.KEEP,
    lifetime: Keep | Remove | MaxLifetime = Keep.KEEP,
) -> Policy:
    """A policy for every cookie."""
    treatment = Treatment(
        secure=SecureRule.REQUIRE if secure else SecureRule.KEEP,
        http_only=HttpOnlyRule.REQUIRE if http_only else HttpOnlyRule.KEEP,
        same_site=same_site,
        domain=domain,
        lifetime=lifetime,
    )
    return Policy(SITE, defaults=treatment)


SECURE: Final = cookies(secure=True)
HTTP_ONLY: Final = cookies(http_only=True)
READABLE: Final = Policy(SITE, defaults=Treatment(http_only=HttpOnlyRule.FORBID))
"""For a setting that hides one cookie from the scripts that need it."""
LAX: Final = cookies(same_site=_LAX)
LAX_ALWAYS: Final = cookies(same_site=SameSiteRule(SameSite.LAX, When.ALWAYS))
"""For an application's own settings, beside which there is no other SameSite."""
NO_DOMAIN: Final = cookies(domain=Remove.REMOVE)
NONE_AND_SECURE: Final = cookies(secure=True, same_site=SameSiteRule(SameSite.NONE, When.ALWAYS))
EIGHT_HOURS: Final = cookies(lifetime=MaxLifetime(28_800))
SHORT_LIVED: Final = cookies(lifetime=Remove.REMOVE)
NOTHING: Final = Policy(SITE)
"""For what renderers of applications and containers write under every policy: session ids in cookies alone."""
IDLE_HALF_AN_HOUR: Final = Policy(SITE, session=Session(idle=1_800))


def readable(*names: str, secure: bool = True) -> Policy:
    """HttpOnly (and Secure) for all cookies but those that scripts must read."""
    rules = tuple(
        CookieRule(
            CookieMatch(MatchKind.NAME, name),
            role=CookieRole.CSRF,
            treatment=PartialTreatment(http_only=HttpOnlyRule.KEEP),
        )
        for name in names
    )
    defaults = Treatment(secure=SecureRule.REQUIRE if secure else SecureRule.KEEP, http_only=HttpOnlyRule.REQUIRE)
    return Policy(SITE, defaults=defaults, cookies=rules)


def for_cookie(name: str, *, role: CookieRole = CookieRole.SESSION) -> Policy:
    """Secure, HttpOnly and SameSite=Lax for the cookie of one name."""
    treatment = PartialTreatment(secure=SecureRule.REQUIRE, http_only=HttpOnlyRule.REQUIRE, same_site=_LAX)
    return Policy(SITE, cookies=(CookieRule(CookieMatch(MatchKind.NAME, name), role=role, treatment=treatment),))


def only(meant: Policy, name: str, role: CookieRole) -> Policy:
    """What the defaults of a policy say, for the cookie of one name alone.

    Args:
        meant: a policy of defaults, as `cookies` makes it.
        name: the cookie's.
        role: what it is for.
    """
    of = meant.defaults
    treatment = PartialTreatment(
        secure=None if of.secure is SecureRule.KEEP else of.secure,
        http_only=None if of.http_only is HttpOnlyRule.KEEP else of.http_only,
        same_site=None if of.same_site is Keep.KEEP else of.same_site,
        domain=None if of.domain is Keep.KEEP else of.domain,
        lifetime=None if of.lifetime is Keep.KEEP else of.lifetime,
    )
    return Policy(SITE, cookies=(CookieRule(CookieMatch(MatchKind.NAME, name), role=role, treatment=treatment),))


def paths(old: str, new: str) -> Policy:
    """One path prefix in place of another, by whole segments."""
    return Policy(SITE, defaults=Treatment(path=(PathChange(old, new),)))


def hsts(max_age: int, *, subdomains: bool = False, preload: bool = False) -> Policy:
    """HSTS, and nothing else."""
    return Policy(
        SITE,
        transport=Transport(hsts=Hsts(max_age, subdomains=subdomains, preload=preload)),
    )


YEAR_OF_HSTS: Final = hsts(YEAR)


def hsts_of(value: str) -> Policy:
    """The HSTS that a value asks for, a year of it where the value says nothing that counts."""
    read = hsts_value(value)
    if read is None or not read.max_age:
        return YEAR_OF_HSTS
    fit = read.preload and read.subdomains and read.max_age >= YEAR
    return hsts(read.max_age, subdomains=read.subdomains, preload=fit)


def appending(attributes: tuple[tuple[str, str], ...]) -> Policy:
    """What appending those attributes to every line is meant to be."""
    names = {name.lower().strip(".") for name, _ in attributes}
    value = next((value for name, value in attributes if name.lower() == "samesite"), "")
    same_site = _SAME_SITES.get(value.lower())
    secure = "secure" in names or same_site is SameSite.NONE or (names <= {"samesite"} and same_site is None)
    return cookies(
        secure=secure,
        http_only="httponly" in names,
        same_site=Keep.KEEP if same_site is None else SameSiteRule(same_site, When.ABSENT),
    )


def flags_in(attributes: tuple[tuple[str, str], ...]) -> Policy | None:
    """What appending those attributes is meant to be, None where no flag is among them: no policy says the rest."""
    return appending(attributes) if {name.lower() for name, _ in attributes} & _FLAGS else None


def flagged(words: tuple[str, ...]) -> Policy:
    """What the words of nginx's `proxy_cookie_flags` ask for, where it is not there yet."""
    named = tuple(word.partition("=") for word in words)
    return appending(tuple((name, value) for name, _, value in named if not name.startswith("no")))
