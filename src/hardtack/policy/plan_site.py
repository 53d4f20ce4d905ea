"""The site, its transport and what is done to every cookie: the parts of a plan that no single cookie decides."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, unique
from typing import Final, assert_never
from urllib.parse import urlsplit

from hardtack.cookies import SameSite, is_ip
from hardtack.cookies.matching import canonical_host
from hardtack.policy.model import (
    ACME_PATH,
    Hsts,
    Keep,
    PathChange,
    Redirect,
    SameSiteRule,
    SecureRule,
    Site,
    Tls,
    Transport,
    Treatment,
    When,
)
from hardtack.policy.plan_model import Findings, PlanTerms, Reason
from hardtack.policy.plan_uses import CrossSite, plain_beside
from hardtack.policy.validate import is_policy_path
from hardtack.recording.hsts import hsts_policy
from hardtack.recording.limits import DAY, span
from hardtack.recording.model import Recording
from hardtack.recording.sides import is_https, plain_side

__all__ = ["Ground", "Plain", "ground_of", "transport_of", "treatment_of"]

YEAR: Final = 365 * DAY
_RAMP: Final = (300, DAY, 30 * DAY, YEAR)
_PORTS: Final = {"http": 80, "https": 443}


@unique
class Plain(Enum):
    """What browsers meet over plain HTTP before the policy is in force."""

    NO_HTTPS = "no https"
    SERVES = "the plain side serves the application"
    CLOSED = "the plain side serves nothing of the application"
    UNKNOWN = "what the plain side serves was not seen"


@dataclass(frozen=True, slots=True)
class Ground:
    """What every part of a plan stands on.

    Attributes:
        recording: all that was seen.
        findings: what was found in it.
        terms: what the user said.
        site: where the application will be.
        host: the host of its origin.
        plain: what browsers meet over plain HTTP.
        plain_url: an address that showed it, empty if there is none.
        cross_site: whether other sites send browsers here with anything but a plain navigation.
    """

    recording: Recording
    findings: Findings
    terms: PlanTerms
    site: Site
    host: str
    plain: Plain
    plain_url: str
    cross_site: CrossSite

    @property
    def secure(self) -> SecureRule:
        """Whether every cookie gets Secure."""
        match self.plain:
            case Plain.NO_HTTPS:
                return SecureRule.KEEP
            case Plain.SERVES | Plain.UNKNOWN:
                return SecureRule.IF_TLS
            case Plain.CLOSED:
                return SecureRule.REQUIRE
        assert_never(self.plain)

    @property
    def paths(self) -> tuple[PathChange, ...]:
        """How paths change between the application and the browser."""
        base = urlsplit(self.site.upstream or "").path.rstrip("/")
        return self.terms.paths or ((PathChange(base, "/"),) if base else ())


def ground_of(recording: Recording, findings: Findings, terms: PlanTerms, cross: CrossSite) -> Ground:
    """Settle where the application will be, and what browsers meet there over plain HTTP.

    Args:
        recording: all that was seen.
        findings: what was found in it.
        terms: what the user said.
        cross: whether other sites send browsers here with anything but a plain navigation.
    """
    seen = recording.target.https or recording.target.url
    origin = base_of(terms.origin or seen)
    upstream = terms.upstream
    if upstream is None and terms.origin is not None and not is_https(seen) and base_of(seen) != origin:
        upstream = base_of(seen)
    site = Site(origin, upstream, terms.tls or (Tls.HERE if is_https(origin) else Tls.NONE))
    host = urlsplit(origin).hostname or ""
    plain, url = _plain(recording, terms, site, host)
    return Ground(recording, findings, terms, site, host, plain, url, cross)


def base_of(url: str) -> str:
    """Scheme, host and port of a URL, the scheme's own port left out."""
    parts = urlsplit(url)
    name = canonical_host(parts.hostname or "") or parts.hostname or ""
    host = f"[{name}]" if ":" in name else name
    port = "" if parts.port in {None, _PORTS.get(parts.scheme)} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def _plain(recording: Recording, terms: PlanTerms, site: Site, host: str) -> tuple[Plain, str]:
    target = recording.target
    if site.tls is Tls.NONE:
        return Plain.NO_HTTPS, target.http or target.url
    if terms.plain_closed:
        return Plain.CLOSED, ""
    if target.http is None:
        # A walk that asked for the plain side and got no answer has shown that there is none.
        return (Plain.CLOSED if target.asked else Plain.UNKNOWN), ""
    if urlsplit(target.http).hostname != host and target.https is None:
        # What was recorded is behind the new address, where this policy alone says what plain HTTP does.
        return Plain.CLOSED, ""
    side = plain_side(recording, target.http)
    if side.serving:
        return Plain.SERVES, side.serving[0].request.url
    return (Plain.CLOSED if side.redirects or side.refuses else Plain.UNKNOWN), target.http


def transport_of(ground: Ground) -> tuple[Transport, tuple[Reason, ...]]:
    """What the plain side does and what the TLS side says of it, with the reasons.

    Args:
        ground: what the plan stands on.
    """
    if ground.plain is Plain.NO_HTTPS:
        why = "no HTTPS was found; put TLS in front and plan again with --origin https://… (docs/plan.md says how)."
        return Transport(), (
            _reason("redirect", f"the redirect to https: {why}", chosen=False),
            _reason("hsts", f"Strict-Transport-Security: {why}", chosen=False),
        )
    redirect, why_redirect = _redirect(ground)
    hsts, why_hsts = _hsts(ground, redirects=redirect is not None)
    exempt = _exempt(ground)
    reasons = [_reason("redirect", why_redirect, chosen=redirect is not None)]
    if len(exempt) > 1:
        text = "Answered in clear on purpose (load balancers ask so), and certificates' challenges: they stay on http."
        reasons.append(_reason("exempt", text, chosen=True))
    reasons.append(_reason("hsts", why_hsts, chosen=hsts is not None))
    return Transport(redirect, exempt, hsts), tuple(reasons)


def _reason(key: str, text: str, *, chosen: bool) -> Reason:
    return Reason(("transport", key), "transport", text, chosen)


def _redirect(ground: Ground) -> tuple[Redirect | None, str]:
    if ground.site.tls is Tls.FRONT:
        return None, "the redirect to https: it belongs to the server in front, which speaks TLS (--tls front)."
    down = next(_posts_in_clear(ground.recording), None)
    if down is not None:
        return None, (
            f"the redirect to https: the login form posts to {down}, and what is posted over http would be answered"
            " 403. Have the application write https:// (its own setting of its address), then plan again."
        )
    links = _plain_links(ground.recording)
    told = (
        f"\nPages link to or post to http:// ({links}): a form that posts there will be answered 403." if links else ""
    )
    if ground.plain is Plain.SERVES:
        return Redirect.PERMANENT, f"Plain HTTP is answered at {ground.plain_url}: it goes to https first.{told}"
    return Redirect.PERMANENT, f"Plain HTTP goes to https, for GET and HEAD; other methods are answered 403.{told}"


def _posts_in_clear(recording: Recording) -> Iterator[str]:
    """Where login forms of https pages post to over http."""
    for exchange in recording.exchanges:
        page = exchange.response.page if exchange.response else None
        action = "" if page is None else page.login_action or ""
        if action and is_https(exchange.request.url) and not is_https(action):
            yield action


def _plain_links(recording: Recording) -> str:
    pages = (one.response.page for one in recording.exchanges if one.response is not None)
    return next((page.insecure_links[0] for page in pages if page is not None and page.insecure_links), "")


def _exempt(ground: Ground) -> tuple[str, ...]:
    http = ground.recording.target.http
    if http is None or ground.site.tls is Tls.FRONT:
        return (ACME_PATH,)
    met = (urlsplit(one.request.url).path for one in plain_side(ground.recording, http).meant)
    return tuple(dict.fromkeys((ACME_PATH, *(path for path in met if _may_be_exempt(path)))))


def _may_be_exempt(path: str) -> bool:
    return not path.startswith(ACME_PATH) and is_policy_path(path) is not None


def _hsts(ground: Ground, *, redirects: bool) -> tuple[Hsts | None, str]:
    what = "Strict-Transport-Security"
    if is_ip(ground.host.strip("[]")) or ground.host == "localhost":
        return None, f"{what}: browsers keep none for an address or for localhost; a host with a name can have it."
    blocked = _unreachable(ground)
    if blocked:
        return None, f"{what}: it holds for every port of the host, and {blocked}."
    known = hsts_policy(ground.recording)
    if known.max_age == 0:
        return None, f"{what}: the site has browsers forget it (max-age=0), which somebody meant."
    if known.effective and known.host == ground.host and known.max_age is not None:
        ramp = tuple(step for step in _RAMP if step > known.max_age)
        preload = known.preload and known.include_subdomains and known.max_age >= YEAR
        steps = f" The next step is {span(ramp[0])}." if ramp else ""
        kept = Hsts(known.max_age, known.include_subdomains, preload, ramp)
        return kept, f"As the site sends it already ({known.line}), on errors as well.{steps}"
    if not redirects and ground.plain is not Plain.CLOSED:
        return None, f"{what}: the redirect comes first."
    return Hsts(_RAMP[0], ramp=_RAMP[1:]), (
        "A ramp: go on to the next max_age once the present one has broken nothing; browsers can't be told to forget"
        " while they can't connect.\nNot chosen: subdomains, since no host below this one was asked."
    )


def _unreachable(ground: Ground) -> str:
    """What browsers could no longer reach once they keep HSTS for the host, as a clause; empty if nothing is known."""
    target = ground.recording.target
    plain = [url for url in (*target.also, ground.plain_url) if url and not is_https(url)]
    for url in plain:
        place = urlsplit(url)
        own = place.port in {None, 80}
        if place.hostname == ground.host and (not own or url in target.also):
            port = "" if own else f":{place.port}"
            return f"{url} answers plain HTTP: browsers would ask https://{place.hostname}{port} instead"
    led = plain_beside(ground.recording, ground.host)
    return f"the site leads to {led}: browsers would ask https:// on that port instead" if led else ""


def treatment_of(ground: Ground) -> tuple[Treatment, tuple[Reason, ...]]:
    """What is done to every cookie unless a rule says otherwise, with the reasons.

    Args:
        ground: what the plan stands on.
    """
    same_site: SameSiteRule | Keep = SameSiteRule(SameSite.LAX, When.ABSENT)
    text = (
        "What has no SameSite, or one that no browser knows, gets Lax, as Chromium treats it two minutes after it was"
        " set; what has one keeps it."
    )
    if ground.cross_site.why:
        same_site, text = Keep.KEEP, f"SameSite: {ground.cross_site.why}, and a cookie may have to come along."
    treatment = Treatment(secure=ground.secure, same_site=same_site, path=ground.paths)
    reasons = [
        Reason(("defaults", "secure"), "defaults", _why_secure(ground), ground.secure is not SecureRule.KEEP),
        Reason(
            ("defaults", "httponly"),
            "defaults",
            "HttpOnly for every cookie: without a browser's evidence only proved session cookies are hidden from"
            " scripts; their rules say so.",
            chosen=False,
        ),
        Reason(("defaults", "samesite"), "defaults", text, isinstance(same_site, SameSiteRule)),
    ]
    if ground.paths:
        told = "; ".join(f"{one.old} is {one.new} to browsers" for one in ground.paths)
        reasons.append(Reason(("defaults", "path"), "defaults", f"{told}: cookies go along.", chosen=True))
    return treatment, tuple(reasons)


def _why_secure(ground: Ground) -> str:
    match ground.plain:
        case Plain.NO_HTTPS:
            return "Secure: no HTTPS was found, and over plain HTTP browsers refuse a cookie with Secure."
        case Plain.SERVES:
            seen = (
                f"{ground.plain_url} answers plain HTTP, so the redirect comes first: Secure stands on what is set by"
            )
        case Plain.UNKNOWN:
            seen = "What plain HTTP answers was not seen, so Secure stands on what is set by"
        case Plain.CLOSED:
            return "Nothing of the application is served over plain HTTP, so no cookie is needed there."
        case _:
            assert_never(ground.plain)
    return (
        f'{seen} TLS alone.\nOnce no browser is served over plain HTTP any more, say "require" (or plan again with'
        " --plain-closed): name prefixes and SameSite=None need it."
    )
