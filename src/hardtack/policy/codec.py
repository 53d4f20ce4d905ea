"""A policy read from TOML. Reading is strict: what is not understood is an error, and all errors are told together.

`docs/schema/policy-1.json` (made by `schema`) says the same to editors.
"""

import tomllib
from typing import Final, cast

from hardtack.cookies import SameSite
from hardtack.errors import PolicyError
from hardtack.policy.model import (
    ACME_PATH,
    VERSION,
    Action,
    CookieMatch,
    CookieRole,
    CookieRule,
    DomainChange,
    Hsts,
    HttpOnlyRule,
    Identity,
    Inbound,
    Keep,
    Limits,
    MatchKind,
    MaxLifetime,
    NamePrefix,
    OnDeath,
    OnError,
    PartialTreatment,
    PathChange,
    Policy,
    Redirect,
    Remove,
    SameSiteRule,
    SecureRule,
    Session,
    Site,
    Tls,
    Transport,
    Treatment,
    Unknown,
    Vault,
    When,
)
from hardtack.policy.problems import Problem, refuse
from hardtack.policy.table import Table
from hardtack.policy.validate import problems_of
from hardtack.toml_lines import find_lines

__all__ = ["AUDIT_KEY", "SAME_SITES", "TOP_KEYS", "TREATMENT_KEYS", "from_toml"]

SAME_SITES: Final = {"None": SameSite.NONE, "Lax": SameSite.LAX, "Strict": SameSite.STRICT}
"""How SameSite values are written: as in a set-cookie line."""

TREATMENT_KEYS: Final = ("secure", "httponly", "samesite", "domain", "path", "lifetime", "prefix", "action")
TOP_KEYS: Final = (
    "version", "unknown", "on_error", "waivers", "site", "transport", "defaults", "cookies", "inbound", "limits",
    "session", "vault",
)  # fmt: skip
"""What may stand at the top of a policy."""

AUDIT_KEY: Final = "audit"
"""The table of `hardtack audit`'s options, which may stand in the same file and says nothing of the policy."""
_SAME_SITE_WORDS: Final[dict[str, SameSiteRule | Keep | None]] = {"keep": Keep.KEEP}
_DOMAIN_WORDS: Final[dict[str, Keep | Remove | DomainChange]] = {"keep": Keep.KEEP, "remove": Remove.REMOVE}
_LIFETIME_WORDS: Final[dict[str, Keep | Remove | MaxLifetime]] = {"keep": Keep.KEEP, "session": Remove.REMOVE}
_HINT: Final = "A policy is TOML, and begins with: version = 1"


def from_toml(text: str) -> Policy:
    """Read a policy.

    Args:
        text: TOML.

    Returns:
        A policy that `validate.check_policy` has nothing against.

    Raises:
        PolicyError: It is no TOML, or no policy; the message has a line for each problem, with its place.
    """
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise PolicyError(f"The policy is not TOML: {error}.", _HINT) from None
    lines = find_lines(text)
    problems: list[Problem] = []
    top = Table(cast("dict[str, object]", content), (), problems)
    # What another version's keys mean isn't known here, so nothing else is said of them.
    if top.number("version") != VERSION:
        refuse([Problem(("version",), f"this hardtack understands version = {VERSION}, which must be given")], lines)
    policy = _policy(top)
    refuse(problems, lines)
    refuse(problems_of(policy), lines)
    return policy


def _policy(top: Table) -> Policy:
    top.allow(*TOP_KEYS, AUDIT_KEY)
    if not top.has("site"):
        top.wrong("site", "a policy needs [site] with its origin")
    return Policy(
        site=top.read("site", _site) or Site(""),
        transport=top.read("transport", _transport) or Transport(),
        defaults=(top.read("defaults", _defaults) or PartialTreatment()).over(Treatment()),
        cookies=tuple(_rule(table) for table in top.tables("cookies")),
        unknown=top.word("unknown", Unknown) or Unknown.KEEP,
        inbound=top.read("inbound", _inbound) or Inbound(),
        limits=top.read("limits", _limits) or Limits(),
        on_error=top.word("on_error", OnError) or OnError.DROP_COOKIE,
        session=top.read("session", _session),
        vault=top.read("vault", _vault),
        waivers=top.text("waivers"),
    )


def _site(table: Table) -> Site:
    table.allow("origin", "upstream", "tls")
    return Site(table.needed("origin"), table.text("upstream"), table.word("tls", Tls) or Tls.HERE)


def _transport(table: Table) -> Transport:
    table.allow("redirect", "exempt", "hsts")
    return Transport(
        redirect=None if table.raw("redirect") == "none" else table.word("redirect", Redirect),
        exempt=table.texts("exempt") if table.has("exempt") else (ACME_PATH,),
        hsts=table.one_of("hsts", {"none": None}, "{ max_age = … }", _hsts),
    )


def _hsts(table: Table) -> Hsts:
    table.allow("max_age", "subdomains", "preload", "ramp")
    if not table.has("max_age"):
        table.wrong("max_age", "'max_age' is missing")
    return Hsts(
        max_age=table.number("max_age") or 0,
        subdomains=table.flag("subdomains", default=False),
        preload=table.flag("preload", default=False),
        ramp=table.numbers("ramp"),
    )


def _defaults(table: Table) -> PartialTreatment:
    table.allow(*TREATMENT_KEYS)
    return _treatment(table)


def _treatment(table: Table) -> PartialTreatment:
    return PartialTreatment(
        secure=table.word("secure", SecureRule),
        http_only=table.word("httponly", HttpOnlyRule),
        same_site=table.one_of("samesite", _SAME_SITE_WORDS, '{ value = "Lax", when = "absent" }', _same_site),
        domain=table.one_of("domain", _DOMAIN_WORDS, '{ from = "…", to = "…" }', _domain_change),
        path=tuple(_path_change(one) for one in table.tables("path")) if table.has("path") else None,
        lifetime=table.one_of("lifetime", _LIFETIME_WORDS, "{ max = seconds }", _max_lifetime),
        prefix=table.word("prefix", NamePrefix),
        action=table.word("action", Action),
    )


def _same_site(table: Table) -> SameSiteRule | Keep | None:
    table.allow("value", "when")
    value = table.needed("value")
    if value not in SAME_SITES:
        table.wrong("value", f"'value' is one of {', '.join(SAME_SITES)}, spelt so")
        return None
    return SameSiteRule(SAME_SITES[value], table.word("when", When) or When.ABSENT)


def _domain_change(table: Table) -> Keep | Remove | DomainChange:
    table.allow("from", "to")
    return DomainChange(table.needed("from"), table.needed("to"))


def _path_change(table: Table) -> PathChange:
    table.allow("from", "to")
    return PathChange(table.needed("from"), table.needed("to"))


def _max_lifetime(table: Table) -> Keep | Remove | MaxLifetime:
    table.allow("max")
    if not table.has("max"):
        table.wrong("max", "'max' is missing")
    return MaxLifetime(table.number("max") or 0)


def _rule(table: Table) -> CookieRule:
    table.allow("match", "role", *TREATMENT_KEYS, "was", "answers")
    return CookieRule(
        match=_match(table),
        role=table.word("role", CookieRole),
        treatment=_treatment(table),
        was=tuple(_identity(one) for one in table.tables("was")),
        answers=table.texts("answers"),
    )


def _match(rule: Table) -> CookieMatch:
    kinds = {kind.value: kind for kind in MatchKind}
    table = rule.table("match")
    if table is not None:
        table.allow(*kinds)
        given = [kind for word, kind in kinds.items() if table.has(word)]
        if len(given) == 1:
            return CookieMatch(given[0], table.needed(given[0].value))
    if table is not None or not rule.has("match"):
        rule.wrong("match", f"a rule has match = {{ name = … }}, with one of {', '.join(kinds)}")
    return CookieMatch(MatchKind.NAME, "")


def _identity(table: Table) -> Identity:
    table.allow("name", "domain", "path")
    return Identity(table.needed("name"), table.text("domain"), table.text("path") or "/")


def _inbound(table: Table) -> Inbound:
    table.allow("strip_bare_renamed", "drop")
    return Inbound(table.flag("strip_bare_renamed", default=True), table.texts("drop"))


def _limits(table: Table) -> Limits:
    table.allow("set_cookie_bytes", "headers_bytes", "set_cookies")
    return Limits(table.number("set_cookie_bytes"), table.number("headers_bytes"), table.number("set_cookies"))


def _session(table: Table) -> Session:
    table.allow("idle", "absolute", "concurrent", "idle_ignore")
    return Session(
        idle=table.number("idle"),
        absolute=table.number("absolute"),
        concurrent=table.number("concurrent"),
        idle_ignore=table.texts("idle_ignore"),
    )


def _vault(table: Table) -> Vault:
    table.allow("callbacks", "on_death", "max_stream", "passed")
    longest = table.number("max_stream")
    return Vault(
        callbacks=table.texts("callbacks"),
        on_death=table.word("on_death", OnDeath) or OnDeath.FORGET,
        max_stream=Vault().max_stream if longest is None else longest,
        passed=table.texts("passed"),
    )
