"""What a policy may not say: contradictions, what browsers would refuse, what could never take effect."""

import re
from collections.abc import Iterator
from typing import Final, assert_never

from hardtack.cookies import SameSite, is_ip, prefix_of
from hardtack.policy.model import (
    MOST,
    Action,
    CookieRole,
    CookieRule,
    DomainChange,
    Hsts,
    Identity,
    MatchKind,
    MaxLifetime,
    NamePrefix,
    PartialTreatment,
    PathChange,
    Policy,
    Remove,
    SameSiteRule,
    SecureRule,
    Tls,
    Treatment,
)
from hardtack.policy.pattern import PatternError, parse_pattern
from hardtack.policy.problems import Problem, refuse
from hardtack.policy.resolve import resolver
from hardtack.policy.shadow import can_match
from hardtack.toml_lines import Place

__all__ = ["check_policy", "is_origin", "is_policy_name", "is_policy_path", "is_upstream", "problems_of"]

_YEAR: Final = 31_536_000
"""What the preload list asks for."""

_SUBSET: Final = "A pattern is characters, escapes like \\., . and [a-z], each with ?, *, +, {n} or {n,m} or none."

# What a policy may say, asked by the command line too before it makes one.
# Names that browsers take and every server's configuration can spell: no control, blank, ";", "=" or byte over 7E.
is_policy_name = re.compile(r"[!-:<>-~]+").fullmatch
is_policy_path = re.compile(r"/[!-:<-~]*").fullmatch
_domain = re.compile(r"\.?[0-9A-Za-z_](?:[0-9A-Za-z_.-]*[0-9A-Za-z_])?").fullmatch
is_origin = re.compile(r"(https?)://([0-9A-Za-z_.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?").fullmatch
is_upstream = re.compile(
    r"https?://(?:[0-9A-Za-z_.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?:/[0-9A-Za-z_.~/-]*)?"
).fullmatch
_code = re.compile(r"HT[0-9]{3,4}").fullmatch


def check_policy(policy: Policy) -> None:
    """Refuse a policy that contradicts itself or can't be kept.

    Args:
        policy: Made in code; one that `from_toml` read has been checked.

    Raises:
        PolicyError: With all that is wrong, by place.
    """
    refuse(problems_of(policy), {})


def problems_of(policy: Policy) -> tuple[Problem, ...]:
    """All that is wrong with a policy.

    Args:
        policy: Any.
    """
    return (
        *_site(policy),
        *_transport(policy),
        *_treatment(("defaults",), policy.treatment(None), policy.site.tls),
        *_defaults(policy.defaults),
        *(problem for number, rule in enumerate(policy.cookies) for problem in _rule(policy, number, rule)),
        *_shadowed(policy),
        *_numbers(policy),
        *_lists(policy),
    )


def _site(policy: Policy) -> Iterator[Problem]:
    origin = is_origin(policy.site.origin)
    if origin is None:
        yield Problem(("site", "origin"), "an origin is http:// or https://, a host and perhaps a port, nothing more")
    elif (origin[1] == "https") is (policy.site.tls is Tls.NONE):
        yield Problem(
            ("site", "tls"), f"tls = {policy.site.tls.value!r} contradicts an origin that begins with {origin[1]}://"
        )
    if policy.site.upstream is not None and not is_upstream(policy.site.upstream):
        yield Problem(("site", "upstream"), "an upstream is http:// or https://, a host, perhaps a port and a path")
    if policy.vault is not None and policy.site.tls is Tls.NONE:
        yield Problem(("vault",), "the vault's own cookie needs TLS, and site.tls is 'none'")


def _transport(policy: Policy) -> Iterator[Problem]:
    transport = policy.transport
    if transport.redirect is not None and policy.site.tls is Tls.NONE:
        yield Problem(("transport", "redirect"), "there is no https to redirect to: site.tls is 'none'")
    yield from _paths(("transport", "exempt"), transport.exempt)
    if transport.hsts is not None:
        yield from _hsts(transport.hsts)
        origin = is_origin(policy.site.origin)
        if policy.site.tls is Tls.NONE:
            yield Problem(("transport", "hsts"), "browsers heed HSTS on https alone, and site.tls is 'none'")
        if origin is not None and (origin[2] == "localhost" or is_ip(origin[2].strip("[]"))):
            yield Problem(("transport", "hsts"), "browsers heed no HSTS of an address or of localhost")


def _hsts(hsts: Hsts) -> Iterator[Problem]:
    place = ("transport", "hsts")
    if hsts.max_age < 0:
        yield Problem((*place, "max_age"), "max_age is in seconds, 0 or more")
    if hsts.preload and not (hsts.subdomains and hsts.max_age >= _YEAR):
        yield Problem((*place, "preload"), f"preload needs subdomains = true and a max_age of {_YEAR} or more")
    steps = (hsts.max_age, *hsts.ramp)
    yield from (problem for step in steps for problem in _beyond(place, step))
    if any(later <= before for before, later in zip(steps, hsts.ramp, strict=False)):
        yield Problem(
            (*place, "ramp"), "each step of the ramp must be longer than the one before, the first than max_age"
        )


def _treatment(place: Place, treatment: Treatment, tls: Tls) -> Iterator[Problem]:
    """What is wrong with a whole treatment, settled, wherever its fields came from."""
    same_site = treatment.same_site
    if isinstance(same_site, SameSiteRule):
        if same_site.value is SameSite.UNSET:
            yield Problem((*place, "samesite"), "a SameSite is None, Lax or Strict")
        if same_site.value is SameSite.NONE and treatment.secure is not SecureRule.REQUIRE:
            hint = 'Say secure = "require".'
            yield Problem((*place, "samesite"), "browsers refuse SameSite=None without Secure", hint)
    if tls is Tls.NONE and treatment.secure is SecureRule.REQUIRE:
        yield Problem(
            (*place, "secure"), "over plain HTTP browsers refuse a cookie with Secure, and site.tls is 'none'"
        )
    if isinstance(treatment.lifetime, MaxLifetime):
        if treatment.lifetime.seconds < 1:
            yield Problem((*place, "lifetime"), 'max is in seconds, 1 or more; a lifetime of none is "session"')
        yield from _beyond((*place, "lifetime"), treatment.lifetime.seconds)
    if isinstance(treatment.domain, DomainChange):
        for word, text in (("from", treatment.domain.old), ("to", treatment.domain.new)):
            if not _domain(text):
                yield Problem((*place, "domain", word), f"{text!r} is no host name in ASCII")
    yield from _changes((*place, "path"), treatment.path)


def _changes(place: Place, changes: tuple[PathChange, ...]) -> Iterator[Problem]:
    for number, change in enumerate(changes):
        here = (*place, number)
        for word, text in (("from", change.old), ("to", change.new)):
            if not is_policy_path(text):
                yield Problem(
                    (*here, word), f'{text!r} is no path: it begins with "/" and holds neither ";" nor blanks'
                )
        if any(_within(change.old, other.old) for other in changes[:number]):
            yield Problem(here, f"{change.old!r} is never reached: a change before it takes the same paths")
        if any(_within(change.new, other.old) for other in (*changes[:number], *changes[number + 1 :])):
            hint = "Say in one change where a path ends up."
            yield Problem(
                here, f"it leads to {change.new!r}, which another change takes on: neither would be made", hint
            )


def _within(path: str, prefix: str) -> bool:
    return f"{path.rstrip('/')}/".startswith(f"{prefix.rstrip('/')}/")


def _defaults(defaults: Treatment) -> Iterator[Problem]:
    stated = PartialTreatment(
        secure=defaults.secure if defaults.secure is SecureRule.IF_TLS else None,
        domain=defaults.domain if isinstance(defaults.domain, DomainChange) else None,
        path=defaults.path,
    )
    yield from _prefix(("defaults",), defaults.prefix, stated)


def _prefix(place: Place, prefix: NamePrefix, stated: PartialTreatment) -> Iterator[Problem]:
    """What is stated against what the prefix brings."""
    if prefix is NamePrefix.NONE:
        return
    if stated.secure not in {None, SecureRule.REQUIRE}:
        yield Problem((*place, "secure"), f"{prefix.value} names need Secure (rfc6265bis 4.1.3)")
    if prefix is NamePrefix.HOST:
        if stated.domain not in {None, Remove.REMOVE}:
            yield Problem((*place, "domain"), "__Host- names have no Domain (rfc6265bis 4.1.3.2)")
        if stated.path:
            yield Problem(
                (*place, "path"), "__Host- names have Path=/ (rfc6265bis 4.1.3.2), so there is nothing to change"
            )


def _rule(policy: Policy, number: int, rule: CookieRule) -> Iterator[Problem]:
    place = ("cookies", number)
    treatment = policy.treatment(rule)
    for problem in _treatment(place, treatment, policy.site.tls):
        # What a rule takes over from the defaults is wrong there; but what it makes wrong itself is wrong here.
        if problem not in _inherited(policy, place):
            yield problem
    yield from _match(place, rule, treatment.prefix)
    yield from _prefix(place, treatment.prefix, rule.treatment)
    if rule.role is CookieRole.SESSION and treatment.action is Action.DROP:
        yield Problem((*place, "action"), "without its session cookie nobody can log in: it can't be dropped")
    for index, identity in enumerate(rule.was):
        yield from _identity((*place, "was", index), identity, rule, treatment)
    for code in rule.answers:
        if not _code(code):
            yield Problem((*place, "answers"), f"{code!r} is no finding's code: those are like HT301")


def _inherited(policy: Policy, place: Place) -> set[Problem]:
    settled = policy.defaults.settled()
    return {
        Problem((*place, *problem.place[1:]), problem.message, problem.hint)
        for problem in _treatment(("defaults",), settled, policy.site.tls)
    }


def _match(place: Place, rule: CookieRule, prefix: NamePrefix) -> Iterator[Problem]:
    text = rule.match.text
    here = (*place, "match", rule.match.kind.value)
    match rule.match.kind:
        case MatchKind.PATTERN:
            try:
                parse_pattern(text)
            except PatternError as error:
                yield Problem(here, f"the pattern is outside the subset: {error}", _SUBSET)
        case MatchKind.NAME | MatchKind.PREFIX:
            if not is_policy_name(text):
                yield Problem(here, 'a name is of printable ASCII, without blanks, ";" and "="')
        case _:
            assert_never(rule.match.kind)
    if rule.match.kind is MatchKind.NAME and prefix is not NamePrefix.NONE:
        own = prefix_of(text)
        if own is not None and own.value != prefix.value:
            yield Problem((*place, "prefix"), f"{text!r} has a prefix already, and gets no second one")


def _identity(place: Place, identity: Identity, rule: CookieRule, treatment: Treatment) -> Iterator[Problem]:
    if not is_policy_name(identity.name):
        yield Problem((*place, "name"), 'a name is of printable ASCII, without blanks, ";" and "="')
    if identity.domain is not None and not _domain(identity.domain):
        yield Problem((*place, "domain"), f"{identity.domain!r} is no host name in ASCII")
    if not is_policy_path(identity.path):
        yield Problem((*place, "path"), f"{identity.path!r} is no path")
    if treatment.prefix is NamePrefix.HOST and identity.domain is None and identity.path == "/":
        new = rule.match.text if prefix_of(rule.match.text) else f"__Host-{rule.match.text}"
        if rule.match.kind is MatchKind.NAME and identity.name == new:
            yield Problem(place, "this is what the cookie is now, not what it was: it would be deleted as it is set")


def _shadowed(policy: Policy) -> Iterator[Problem]:
    """Rules that can never count. Those whose pattern is none are told as that."""
    sound = [(number, rule) for number, rule in enumerate(policy.cookies) if not _bad_pattern(rule)]
    for index, (number, rule) in enumerate(sound):
        place = ("cookies", number, "match")
        if not can_match(rule.match, [earlier.match for _, earlier in sound[:index]]):
            yield Problem(place, "this rule never counts: rules before it take every name it matches", "Move it up.")
        elif rule.match.kind is MatchKind.NAME and len(sound) == len(policy.cookies):
            found = resolver(policy)(rule.match.text)
            if found.upstream != rule.match.text and found.rule is not rule:
                yield Problem(place, f"this rule never counts: {found.upstream!r} is given that very name")


def _bad_pattern(rule: CookieRule) -> bool:
    if rule.match.kind is MatchKind.PATTERN:
        try:
            parse_pattern(rule.match.text)
        except PatternError:
            return True
    return not rule.match.text


def _numbers(policy: Policy) -> Iterator[Problem]:
    limits, session, vault = policy.limits, policy.session, policy.vault
    counts: list[tuple[Place, int | None]] = [
        (("limits", "set_cookie_bytes"), limits.set_cookie_bytes),
        (("limits", "headers_bytes"), limits.headers_bytes),
        (("limits", "set_cookies"), limits.set_cookies),
    ]
    if session is not None:
        counts += [
            (("session", "idle"), session.idle),
            (("session", "absolute"), session.absolute),
            (("session", "concurrent"), session.concurrent),
        ]
        if session.idle is not None and session.absolute is not None and session.idle > session.absolute:
            yield Problem(("session", "idle"), "a session ends at absolute at the latest, so idle can't be longer")
    if vault is not None:
        counts.append((("vault", "max_stream"), vault.max_stream))
    for place, count in counts:
        if count is not None:
            if count < 1:
                yield Problem(place, "it must be 1 or more")
            yield from _beyond(place, count)


def _beyond(place: Place, number: int) -> Iterator[Problem]:
    if number > MOST:
        yield Problem(place, f"it can't be more than {MOST}: servers count no further")


def _lists(policy: Policy) -> Iterator[Problem]:
    names: list[tuple[Place, tuple[str, ...]]] = [(("inbound", "drop"), policy.inbound.drop)]
    if policy.vault is not None:
        names.append((("vault", "passed"), policy.vault.passed))
        yield from _paths(("vault", "callbacks"), policy.vault.callbacks)
    if policy.session is not None:
        yield from _paths(("session", "idle_ignore"), policy.session.idle_ignore)
    for place, listed in names:
        yield from (Problem(place, f"{name!r} can't be a cookie's name") for name in listed if not is_policy_name(name))
    if policy.waivers is not None and not (policy.waivers and policy.waivers.isprintable()):
        yield Problem(("waivers",), "it is the name of a file")


def _paths(place: Place, paths: tuple[str, ...]) -> Iterator[Problem]:
    for path in paths:
        if not is_policy_path(path) or "?" in path or "#" in path:
            yield Problem(place, f'{path!r} is no path: it begins with "/" and holds no blanks, ";", "?" or "#"')
