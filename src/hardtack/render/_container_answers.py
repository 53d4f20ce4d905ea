"""What servlet containers answer for each field of a policy: much for their own session cookie, little for others."""

from collections.abc import Iterator
from dataclasses import dataclass

from hardtack.policy import (
    Action,
    HttpOnlyRule,
    Keep,
    NamePrefix,
    OnError,
    Policy,
    SameSiteRule,
    SecureRule,
    Tls,
    Treatment,
    Unknown,
    When,
)
from hardtack.render._session_cookie import SessionCookie, minutes, other_rules, others
from hardtack.render.model import Exactness, FieldAnswer

__all__ = ["Container", "container_answers"]


@dataclass(frozen=True, slots=True)
class Container:
    """What differs between servlet containers.

    Attributes:
        title: its name in prose.
        session_same_site: it can set SameSite on its session cookie.
        added_same_site: the SameSite that cookies get which the application adds by `addCookie`; None = none.
        redirect: how it redirects plain requests.
        hsts: how it sends HSTS.
        any_case: it takes a cookie for its session's whatever the case of the letters in its name.
    """

    title: str
    session_same_site: bool
    added_same_site: SameSiteRule | None
    redirect: tuple[Exactness, str]
    hsts: tuple[Exactness, str]
    any_case: bool


def container_answers(
    policy: Policy, session: SessionCookie, container: Container, *, told_of_tls: bool
) -> tuple[FieldAnswer, ...]:
    """Every field that a policy uses, for a container.

    Args:
        policy: The policy.
        session: Its session cookie.
        container: Which.
        told_of_tls: It is told what the server in front knows of TLS, which by itself it is not.
    """
    return (
        _of_raw_lines(session, container),
        *_of_session(policy, session, container),
        *_of_kept_secure(session, told_of_tls=told_of_tls),
        *_of_others(policy, session, container),
        *_of_requests(policy, session, container),
        *_of_sessions(policy),
        *_of_transport(policy, container),
    )


def _answer(field: str, exactness: Exactness, sentence: str) -> FieldAnswer:
    return FieldAnswer(field, None, exactness, sentence)


def _of_raw_lines(session: SessionCookie, container: Container) -> FieldAnswer:
    also = "" if container.added_same_site is None else " (and addCookie for SameSite)"
    return _answer(
        "cookies",
        Exactness.UNSUPPORTED,
        f"{container.title} reaches its session cookie {session.name}{also} only; raw Set-Cookie headers stay as they "
        "are: front with Apache, nginx, HAProxy or Envoy.",
    )


def _fields(treatment: Treatment) -> Iterator[str]:
    """The fields of a treatment that change a cookie, but for its being dropped."""
    used = {
        "secure": treatment.secure is not SecureRule.KEEP,
        "httponly": treatment.http_only is not HttpOnlyRule.KEEP,
        "samesite": treatment.same_site is not Keep.KEEP,
        "domain": treatment.domain is not Keep.KEEP,
        "path": bool(treatment.path),
        "prefix": treatment.prefix is not NamePrefix.NONE,
        "lifetime": treatment.lifetime is not Keep.KEEP,
    }
    yield from (field for field, uses in used.items() if uses)


def _of_session(policy: Policy, session: SessionCookie, container: Container) -> Iterator[FieldAnswer]:
    rule, unsupported = session.said_of, Exactness.UNSUPPORTED
    exact = f"The container's own {session.name} is made so."
    for field in _fields(session.treatment):
        if field == "samesite" and not container.session_same_site:
            yield FieldAnswer(field, rule, unsupported, f"{container.title} can't set SameSite on its session cookie.")
        else:
            yield FieldAnswer(field, rule, Exactness.EXACT, exact)
    if session.treatment.action is Action.DROP:
        field = "unknown" if session.rule is None and policy.unknown is Unknown.DROP else "action"
        yield FieldAnswer(field, rule, unsupported, "The container can't do without its session cookie.")
    if session.rule is not None and session.rule.was:
        yield FieldAnswer("was", rule, unsupported, _WAS)


def _of_kept_secure(session: SessionCookie, *, told_of_tls: bool) -> Iterator[FieldAnswer]:
    if told_of_tls and session.treatment.secure is SecureRule.KEEP:
        sentence = "What it is told of TLS for other fields makes the container mark its session cookie Secure."
        yield FieldAnswer("secure", session.said_of, Exactness.APPROXIMATE, sentence)


_WAS = "A container deletes no cookie of another name or path: old identities stay in browsers until they end."


def _of_others(policy: Policy, session: SessionCookie, container: Container) -> Iterator[FieldAnswer]:
    treatments = others(policy, session)
    used = dict.fromkeys(field for treatment in treatments for field in _fields(treatment))
    if "lifetime" in used:
        used["lifetime.expires"] = None
    for field in used:
        if field == "samesite" and container.added_same_site is not None:
            yield _added_same_site(container.added_same_site)
        else:
            yield _answer(field, Exactness.UNSUPPORTED, "Only the container's session cookie gets this, no other.")
    rules = other_rules(policy, session)
    own = (policy.treatment(rule) for rule in rules)
    if any(treatment.action is Action.DROP for treatment in (*own, policy.defaults)):
        yield _answer("action", Exactness.UNSUPPORTED, "A container can't keep back what the application sends.")
    if any(rule.was for rule in rules):
        yield _answer("was", Exactness.UNSUPPORTED, _WAS)
    if policy.unknown is not Unknown.KEEP:
        sentence = "A container neither keeps back nor reports cookies that no rule names."
        yield _answer("unknown", Exactness.UNSUPPORTED, sentence)


def _added_same_site(rule: SameSiteRule) -> FieldAnswer:
    if rule.when is When.ABSENT:
        return _answer("samesite", Exactness.EXACT, "Cookies from addCookie that have no SameSite get it.")
    sentence = "Cookies from addCookie get it if they have none; one that the application set itself stays."
    return _answer("samesite", Exactness.APPROXIMATE, sentence)


def _of_requests(policy: Policy, session: SessionCookie, container: Container) -> Iterator[FieldAnswer]:
    prefixed = [
        treatment
        for treatment in (session.treatment, *others(policy, session))
        if treatment.prefix is not NamePrefix.NONE
    ]
    if prefixed or policy.inbound.drop:
        case = (
            ", in any case, which browsers without regard for __host- let other hosts set" if container.any_case else ""
        )
        sentence = (
            f"{container.title} takes its session from {session.name} alone{case}; but the application sees the Cookie "
            "field as browsers send it."
        )
        yield _answer("inbound", Exactness.APPROXIMATE, sentence)
    if policy.on_error is OnError.REFUSE:
        yield _answer("on_error", Exactness.UNSUPPORTED, "A container refuses no response for its cookies.")
    limits = policy.limits
    for name, most in (
        ("set_cookie_bytes", limits.set_cookie_bytes),
        ("headers_bytes", limits.headers_bytes),
        ("set_cookies", limits.set_cookies),
    ):
        if most is not None:
            yield _answer(f"limits.{name}", Exactness.UNSUPPORTED, "A container counts no cookies and no bytes.")


def _of_sessions(policy: Policy) -> Iterator[FieldAnswer]:
    session = policy.session
    if session is not None:
        more = session.absolute is not None or session.concurrent is not None or bool(session.idle_ignore)
        if session.idle is None:
            if more:
                sentence = "A container knows only an idle time: the others are the application's to keep."
                yield _answer("session", Exactness.UNSUPPORTED, sentence)
        elif more or session.idle != 60 * minutes(session.idle):
            sentence = f"Sessions end after {minutes(session.idle)} idle minutes; a container knows no other limit."
            yield _answer("session", Exactness.APPROXIMATE, sentence)
        else:
            yield _answer("session", Exactness.EXACT, "The idle time is the container's session-timeout.")
    if policy.vault is not None:
        sentence = "A container has no vault."
        yield _answer("vault", Exactness.UNSUPPORTED, sentence)


def _of_transport(policy: Policy, container: Container) -> Iterator[FieldAnswer]:
    none = policy.site.tls is Tls.NONE
    if policy.transport.redirect is not None:
        sentence = "site.tls is none: there is no TLS side."
        yield _answer("transport.redirect", *((Exactness.UNSUPPORTED, sentence) if none else container.redirect))
    if policy.transport.hsts is not None:
        sentence = "Browsers ignore HSTS that comes without TLS."
        yield _answer("transport.hsts", *((Exactness.UNSUPPORTED, sentence) if none else container.hsts))
