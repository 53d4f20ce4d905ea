"""The session cookie of a servlet container, as the policy wants it: the one cookie that it can be told of."""

import re
from dataclasses import dataclass, replace
from typing import Final

from hardtack.errors import PolicyError
from hardtack.policy import (
    CookieRole,
    CookieRule,
    MatchKind,
    NamePrefix,
    Policy,
    SameSiteRule,
    Treatment,
    renamed,
    rule_for,
)
from hardtack.policy.attributes import change_path
from hardtack.render._site import Front, front

__all__ = [
    "DEFAULT_NAME",
    "SessionCookie",
    "added_same_site",
    "container_site",
    "minutes",
    "other_rules",
    "others",
    "session_cookie",
]

DEFAULT_NAME: Final = "JSESSIONID"
"""What containers call their session cookie if they are told nothing (Servlet 6.0, 7.1.1)."""

# RFC 9110 5.6.2; a container that is given another name fails at the first session.
_token = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+").fullmatch
_cookie_path = re.compile(r"/[ -:<-~]*").fullmatch


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """The cookie that a container makes for its sessions.

    Attributes:
        name: as browsers are to know it.
        rule: the rule that it falls under; None = the defaults.
        treatment: what is to be done to it.
        context: the path the application lives at, without "/" at its end; mostly "".
        path: its Path as browsers are to see it; None = the container's own, which is the context's.
    """

    name: str
    rule: CookieRule | None
    treatment: Treatment
    context: str
    path: str | None

    @property
    def said_of(self) -> str:
        """What answers that hold for this cookie alone give as their rule."""
        return DEFAULT_NAME if self.rule is None else self.rule.match.text


def session_cookie(policy: Policy) -> SessionCookie:
    """Which cookie of a policy is the container's own.

    It is JSESSIONID, unless no rule of role session names that and one names another cookie.

    Args:
        policy: The policy.

    Raises:
        PolicyError: Its name or Path is none that a container could send.
    """
    name = _own_name(policy)
    rule = rule_for(policy, name)
    treatment = policy.treatment(rule)
    context = container_site(policy).base
    path = "/" if treatment.prefix is NamePrefix.HOST else change_path(treatment.path, context or "/")
    browser = renamed(name, treatment.prefix)
    if not _token(browser):
        raise PolicyError(
            f"{browser!r} can't be the name of a servlet container's session cookie.",
            "Give a name of letters, digits and !#$%&'*+.^_`|~- in the rule of role session.",
        )
    if not _cookie_path(path):
        raise PolicyError(f"{path!r} can't be the Path of a servlet container's cookie.", "Give a path of plain ASCII.")
    return SessionCookie(browser, rule, treatment, context, None if path == (context or "/") else path)


def _own_name(policy: Policy) -> str:
    rule = rule_for(policy, DEFAULT_NAME)
    if rule is not None and rule.role is CookieRole.SESSION:
        return DEFAULT_NAME
    named = (
        rule.match.text
        for rule in policy.cookies
        if rule.role is CookieRole.SESSION and rule.match.kind is MatchKind.NAME
    )
    return next(named, DEFAULT_NAME)


def other_rules(policy: Policy, session: SessionCookie) -> tuple[CookieRule, ...]:
    """The rules that other cookies than the container's own fall under.

    Args:
        policy: The policy.
        session: Its session cookie; a rule that names it by a prefix or a pattern is for others too.
    """
    return tuple(rule for rule in policy.cookies if rule is not session.rule or rule.match.kind is not MatchKind.NAME)


def others(policy: Policy, session: SessionCookie) -> tuple[Treatment, ...]:
    """How all cookies but the container's own are to be treated, in the rules' order and the defaults last.

    Args:
        policy: The policy.
        session: Its session cookie.
    """
    return tuple(policy.treatment(rule) for rule in (*other_rules(policy, session), None))


def added_same_site(policy: Policy, session: SessionCookie, *, own: bool) -> SameSiteRule | None:
    """The one SameSite that a container may be told to put on every cookie that it writes and that has none.

    Args:
        policy: The policy.
        session: Its session cookie.
        own: The session cookie can be told another.

    Returns:
        None if that SameSite would reach a cookie for which the policy has another, or none.
    """
    common, *further = {treatment.same_site for treatment in others(policy, session)}
    mine = session.treatment.same_site
    if further or not isinstance(common, SameSiteRule) or not isinstance(mine, SameSiteRule):
        return None
    return common if own or mine.value is common.value else None


def container_site(policy: Policy) -> Front:
    """The site of a policy as a container sees it: of the upstream only the path counts, and there needn't be one.

    Args:
        policy: The policy.

    Raises:
        PolicyError: Origin or upstream can't be written into a configuration.
    """
    path = re.sub(r"^https?://[^/]*", "", policy.site.upstream or "")
    return front(replace(policy, site=replace(policy.site, upstream=f"http://127.0.0.1:8080{path}")))


def minutes(seconds: int) -> int:
    """An idle time as containers are told it: whole minutes, at least one (0 would mean for ever).

    Args:
        seconds: The policy's, at least 1.
    """
    return max(1, seconds // 60)
