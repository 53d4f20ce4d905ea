"""A policy: what the server in front makes of each cookie, of plain requests and of what browsers send back.

The words are those of `codec`'s TOML; what they mean is for `enforce`, `inbound` and `transport` to say. A policy made
in code is held to `validate.check_policy`, as one read from a file is.
"""

from dataclasses import dataclass, replace
from typing import Final, assert_never

from hardtack.cookies import SameSite
from hardtack.policy.words import (
    Action,
    CookieRole,
    HttpOnlyRule,
    Keep,
    MatchKind,
    NamePrefix,
    OnDeath,
    OnError,
    Redirect,
    Remove,
    SecureRule,
    Tls,
    Unknown,
    When,
)

__all__ = [
    "ACME_PATH",
    "MOST",
    "VERSION",
    "Action",
    "CookieMatch",
    "CookieRole",
    "CookieRule",
    "DomainChange",
    "Hsts",
    "HttpOnlyRule",
    "Identity",
    "Inbound",
    "Keep",
    "Limits",
    "MatchKind",
    "MaxLifetime",
    "NamePrefix",
    "OnDeath",
    "OnError",
    "PartialTreatment",
    "PathChange",
    "Policy",
    "Redirect",
    "Remove",
    "SameSiteRule",
    "SecureRule",
    "Session",
    "Site",
    "Tls",
    "Transport",
    "Treatment",
    "Unknown",
    "Vault",
    "When",
]

VERSION: Final = 1
"""The version of the format; what it means is never changed, only followed by another version."""

MOST: Final = 2**53 - 1
"""The highest number of a policy: beyond it, JavaScript and some Lua do not tell a number from the next."""

ACME_PATH: Final = "/.well-known/acme-challenge/"
"""Where a certificate authority asks for its proof, by plain HTTP (RFC 8555 8.3)."""


@dataclass(frozen=True, slots=True)
class SameSiteRule:
    """The SameSite a cookie gets.

    Attributes:
        value: NONE, LAX or STRICT.
        when: on which cookies.
    """

    value: SameSite
    when: When = When.ABSENT


@dataclass(frozen=True, slots=True)
class DomainChange:
    """A Domain that stands for another.

    Attributes:
        old: the Domain as upstream sends it, one leading dot and case aside.
        new: what is written in its place.
    """

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PathChange:
    """A path prefix that stands for another, by whole segments.

    Attributes:
        old: the prefix as upstream sends it; "/a" means "/a" and all below "/a/".
        new: the prefix as the browser is to see it.
    """

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class MaxLifetime:
    """The longest a cookie may live.

    Attributes:
        seconds: 1 or more.
    """

    seconds: int


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is done to one cookie; a new one leaves all as it came.

    Attributes:
        secure: whether Secure is added.
        http_only: whether HttpOnly is added or taken out.
        same_site: the SameSite set.
        domain: whether Domain is kept, taken out or changed.
        path: changes of the Path; the first that hits counts.
        lifetime: kept, cut to the browser's session (REMOVE) or capped.
        prefix: the prefix of its name.
        action: whether it reaches the browser.
    """

    secure: SecureRule = SecureRule.KEEP
    http_only: HttpOnlyRule = HttpOnlyRule.KEEP
    same_site: SameSiteRule | Keep = Keep.KEEP
    domain: Keep | Remove | DomainChange = Keep.KEEP
    path: tuple[PathChange, ...] = ()
    lifetime: Keep | Remove | MaxLifetime = Keep.KEEP
    prefix: NamePrefix = NamePrefix.NONE
    action: Action = Action.KEEP

    def settled(self) -> "Treatment":
        """The same with what its prefix brings spelt out: Secure; for ``__Host-`` no Domain, and no change of Path.

        (That every Path becomes "/" under ``__Host-`` no field can say: look at `prefix`.)
        """
        match self.prefix:
            case NamePrefix.NONE:
                return self
            case NamePrefix.SECURE:
                return replace(self, secure=SecureRule.REQUIRE)
            case NamePrefix.HOST:
                return replace(self, secure=SecureRule.REQUIRE, domain=Remove.REMOVE, path=())
        assert_never(self.prefix)


@dataclass(frozen=True, slots=True)
class PartialTreatment:
    """What a rule changes of the defaults; None = as the defaults say. Fields as in `Treatment`."""

    secure: SecureRule | None = None
    http_only: HttpOnlyRule | None = None
    same_site: SameSiteRule | Keep | None = None
    domain: Keep | Remove | DomainChange | None = None
    path: tuple[PathChange, ...] | None = None
    lifetime: Keep | Remove | MaxLifetime | None = None
    prefix: NamePrefix | None = None
    action: Action | None = None

    def over(self, defaults: Treatment) -> Treatment:
        """The defaults with these fields in place of theirs, field by field."""
        return Treatment(
            secure=defaults.secure if self.secure is None else self.secure,
            http_only=defaults.http_only if self.http_only is None else self.http_only,
            same_site=defaults.same_site if self.same_site is None else self.same_site,
            domain=defaults.domain if self.domain is None else self.domain,
            path=defaults.path if self.path is None else self.path,
            lifetime=defaults.lifetime if self.lifetime is None else self.lifetime,
            prefix=defaults.prefix if self.prefix is None else self.prefix,
            action=defaults.action if self.action is None else self.action,
        )


@dataclass(frozen=True, slots=True)
class CookieMatch:
    """Which cookies a rule is for, by the name that upstream gives them.

    Attributes:
        kind: how the text is held against the name.
        text: the name, the beginning of names, or a pattern in the subset of `pattern`.
    """

    kind: MatchKind
    text: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What browsers know a cookie by.

    Attributes:
        name: its name.
        domain: its Domain; None = host-only.
        path: its Path.
    """

    name: str
    domain: str | None = None
    path: str = "/"


@dataclass(frozen=True, slots=True)
class CookieRule:
    """What is done to the cookies it matches; the first rule that matches counts.

    Attributes:
        match: which cookies.
        role: what they are for; None = not said.
        treatment: what is done to them.
        was: older identities, deleted in browsers whenever the cookie is set.
        answers: codes of the findings it answers.
    """

    match: CookieMatch
    role: CookieRole | None = None
    treatment: PartialTreatment = PartialTreatment()
    was: tuple[Identity, ...] = ()
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """Where the application is.

    Attributes:
        origin: what browsers see: scheme, host and port, without a path.
        upstream: what the server in front asks; None = not said (the policy is then for the application itself).
        tls: who speaks TLS with the browser.
    """

    origin: str
    upstream: str | None = None
    tls: Tls = Tls.HERE


@dataclass(frozen=True, slots=True)
class Hsts:
    """Strict-Transport-Security (RFC 6797); it replaces what upstream sends and stands on errors too.

    Attributes:
        max_age: seconds; 0 tells browsers to forget.
        subdomains: includeSubDomains.
        preload: preload, which needs a year and the sub-domains.
        ramp: the longer max_age values to go on to, one after another, once the present one has broken nothing.
    """

    max_age: int
    subdomains: bool = False
    preload: bool = False
    ramp: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Transport:
    """What the plain side does, and what the TLS side says of it.

    Attributes:
        redirect: the status for GET and HEAD; other methods are answered 403; None = plain HTTP is served.
        exempt: paths that stay on plain HTTP; one that ends in "/" stands for all below it.
        hsts: None = upstream's own is left as it is.
    """

    redirect: Redirect | None = None
    exempt: tuple[str, ...] = (ACME_PATH,)
    hsts: Hsts | None = None


@dataclass(frozen=True, slots=True)
class Inbound:
    """What becomes of the cookies that browsers send.

    Attributes:
        strip_bare_renamed: cookies with the old name of one that is given a prefix do not pass.
        drop: names, as upstream knows them, that do not pass.
    """

    strip_bare_renamed: bool = True
    drop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that keep a server in front from failing (None = none); deletions are never stopped by them.

    Attributes:
        set_cookie_bytes: of one set-cookie line as it goes out.
        headers_bytes: of all set-cookie lines of a response together, as they go out.
        set_cookies: how many set-cookie lines a response may have.
    """

    set_cookie_bytes: int | None = None
    headers_bytes: int | None = None
    set_cookies: int | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """How long sessions live where hardtack holds them; None = no limit of its own.

    Attributes:
        idle: seconds without a request.
        absolute: seconds since the login.
        concurrent: sessions of one user at once.
        idle_ignore: paths whose requests do not keep a session alive (pollers).
    """

    idle: int | None = None
    absolute: int | None = None
    concurrent: int | None = None
    idle_ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vault:
    """The session vault.

    Attributes:
        callbacks: paths that other sites post to (OIDC form_post, SAML, 3-D Secure).
        on_death: what is done upstream when a session ends.
        max_stream: seconds a stream or websocket may outlive the end of its session.
        passed: names that are never vaulted.
    """

    callbacks: tuple[str, ...] = ()
    on_death: OnDeath = OnDeath.FORGET
    max_stream: int = 900
    passed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything a server in front is told.

    Attributes:
        site: where the application is.
        transport: http and https.
        defaults: what is done to every cookie.
        cookies: rules, the first that matches counts.
        unknown: what becomes of cookies that no rule names.
        inbound: what becomes of what browsers send.
        limits: bounds.
        on_error: what becomes of lines that can't be enforced; those of role SESSION always refuse the response.
        session: None = left to the application.
        vault: None = no vault.
        waivers: name of the file of accepted findings, relative to the policy's; None = none.
    """

    site: Site
    transport: Transport = Transport()
    defaults: Treatment = Treatment()
    cookies: tuple[CookieRule, ...] = ()
    unknown: Unknown = Unknown.KEEP
    inbound: Inbound = Inbound()
    limits: Limits = Limits()
    on_error: OnError = OnError.DROP_COOKIE
    session: Session | None = None
    vault: Vault | None = None
    waivers: str | None = None

    def treatment(self, rule: CookieRule | None) -> Treatment:
        """What is done to the cookies of a rule, settled; None = to those that no rule names."""
        if rule is not None:
            return rule.treatment.over(self.defaults).settled()
        unknown = replace(self.defaults, action=Action.DROP) if self.unknown is Unknown.DROP else self.defaults
        return unknown.settled()
