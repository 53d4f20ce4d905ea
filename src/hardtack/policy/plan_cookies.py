"""What is done to one cookie beyond the defaults: each field as strong as the evidence allows, with its reason."""

from typing import Final
from urllib.parse import urlsplit

from hardtack.cookies import SameSite
from hardtack.cookies.matching import domain_match, path_match
from hardtack.policy.attributes import change_path
from hardtack.policy.model import (
    CookieRole,
    CookieRule,
    HttpOnlyRule,
    Identity,
    Keep,
    MaxLifetime,
    NamePrefix,
    PartialTreatment,
    PathChange,
    Remove,
    SameSiteRule,
    When,
)
from hardtack.policy.plan_model import Line
from hardtack.policy.plan_names import Group
from hardtack.policy.plan_prefix import prefix_of_rule
from hardtack.policy.plan_site import Ground
from hardtack.policy.plan_uses import copied_out, hosts_beside, is_none_anywhere
from hardtack.policy.resolve import renamed
from hardtack.policy.validate import is_policy_path
from hardtack.recording.folder import application_folder
from hardtack.recording.inventory import SeenCookie
from hardtack.recording.limits import LIMITS, SLACK, allowed, span
from hardtack.recording.model import VISITOR, CookieId, Step
from hardtack.recording.roles import Role
from hardtack.recording.sightings import Sighting

__all__ = ["rule_of"]

_ROLES: Final = {
    Role.SESSION: CookieRole.SESSION,
    Role.REMEMBER_ME: CookieRole.REMEMBER_ME,
    Role.SUPPORT: CookieRole.SUPPORT,
    Role.CSRF: CookieRole.CSRF,
    Role.INFRASTRUCTURE: CookieRole.INFRASTRUCTURE,
    Role.ANALYTICS: CookieRole.ANALYTICS,
    Role.PREFERENCE: CookieRole.PREFERENCE,
}
"""Roles that a policy knows; what is a session cookie by its name alone has none that would refuse responses."""


def rule_of(group: Group, ground: Ground, names: frozenset[str]) -> tuple[CookieRule, tuple[Line, ...]]:
    """The rule for one group of cookies, with the reasons in the order of its keys.

    Args:
        group: the cookies.
        ground: what the plan stands on.
        names: those of all cookies of the site.
    """
    hidden, why_hidden = _http_only(group, ground)
    same_site, why_same_site = _same_site(group, ground)
    domain, why_domain = _domain(group, ground)
    path, why_path = _path(group, ground)
    lifetime, why_lifetime = _lifetime(group, ground)
    shared = domain is None and any(_sharer(ground, one.id.host) for one in group.cookies if not one.id.host_only)
    is_hidden = hidden is HttpOnlyRule.REQUIRE
    prefix, why_prefix = prefix_of_rule(group, ground, hidden=is_hidden, names=names, shared=shared)
    treatment = PartialTreatment(
        http_only=hidden, same_site=same_site, domain=domain, path=path, lifetime=lifetime, prefix=prefix
    )
    reasons = (why_hidden, why_same_site, why_domain, why_path, why_lifetime, why_prefix)
    rule = CookieRule(group.match, _role(group), treatment, _was(group, ground, treatment))
    return rule, tuple(one for one in reasons if one is not None)


def _role(group: Group) -> CookieRole | None:
    roles = {one.role for one in group.cookies}
    first = next((role for role in Role if role in roles), Role.OTHER)
    return _ROLES.get(first)


def proved(group: Group) -> bool:
    """Whether replay has shown that every cookie of those names opens the account, or no script can read it anyway.

    Another application's cookie of the name counts: the rule is for that one, too.
    """
    return any(one.role.proved for one in group.cookies) and all(
        one.role.proved or one.http_only or not one.judged for one in group.all
    )


def _http_only(group: Group, ground: Ground) -> tuple[HttpOnlyRule | None, Line | None]:
    if not any(one.role.carries_session for one in group.cookies):
        return None, None
    why_not = _read_by_script(group, ground)
    if why_not:
        return None, Line("httponly", f"HttpOnly: {why_not}.", chosen=False)
    if all(one.http_only for one in group.cookies):
        return HttpOnlyRule.REQUIRE, Line("httponly", "It has it wherever it was seen to be set.", chosen=True)
    text = "Replay has proved that it carries the session, and no script that was fetched names it."
    return HttpOnlyRule.REQUIRE, Line("httponly", text, chosen=True)


def _read_by_script(group: Group, ground: Ground) -> str:
    """Why scripts may have to read it, or why that isn't known, as a clause; empty if HttpOnly may stand on it."""
    if not any(one.role.proved for one in group.cookies):
        stays = "as it comes" if all(one.http_only for one in group.cookies) else "readable"
        return f"replay has not proved that it carries the session, so it stays {stays}"
    elsewhere = _read_elsewhere(group)
    if elsewhere:
        return elsewhere
    if all(one.http_only for one in group.cookies):
        return ""
    made_by_script = [one for one in group.cookies if not one.lines]
    if made_by_script:
        return "no response was seen to set it, so a script may make it and has to read it"
    if any(one.part.reads_by_script for one in group.cookies):
        return f"scripts of {group.cookies[0].part.product} read it by design"
    named = _named_by_script(group, ground)
    if named:
        return named
    copied = next((found for one in group.cookies if (found := copied_out(ground.recording, one))), None)
    if copied is not None:
        return f"its value stands outside the Cookie field of the request for {copied.request.url}, as scripts copy it"
    return ""


def _named_by_script(group: Group, ground: Ground) -> str:
    mentioned = next((one for one in ground.recording.scripts if one.name in group.names), None)
    if mentioned is None:
        return ""
    url = ground.recording.exchanges[mentioned.exchange].request.url
    if mentioned.quoted:
        return f"a script of {url} names it, and would have to be changed first"
    return f"its name stands in a script of {url}, which may read it"


def _read_elsewhere(group: Group) -> str:
    """Why another application's scripts may have to read their cookie of the name, as a clause; empty if none may."""
    readable = next((line for line in group.others if _is_readable(line)), None)
    if readable is not None:
        return f"the other application at {readable.url} sets one of that name without it, and its scripts may read it"
    return "" if proved(group) else "a cookie of that name elsewhere on the host was not proved to carry the session"


def _is_readable(line: Sighting) -> bool:
    return line.cookie is not None and not line.deletion and not line.cookie.http_only


def _same_site(group: Group, ground: Ground) -> tuple[SameSiteRule | Keep | None, Line | None]:
    cross = ground.cross_site
    if is_none_anywhere(group.cookies):
        text = "SameSite: it is sent with None on purpose, so that other sites' requests carry it."
        return Keep.KEEP, Line("samesite", text, chosen=False)
    if not cross.why or cross.everywhere or not proved(group) or not cross.names.isdisjoint(group.names):
        return None, None
    if group.shared:
        return None, Line("samesite", f"SameSite: {group.shared}.", chosen=False)
    text = "No request from another site was seen to carry it."
    return SameSiteRule(SameSite.LAX, When.ABSENT), Line("samesite", text, chosen=True)


def _domain(group: Group, ground: Ground) -> tuple[Remove | None, Line | None]:
    wide = [one for one in group.cookies if not one.id.host_only]
    if not wide:
        return None, None
    domain = wide[0].id.host
    if not all(domain_match(ground.host, one.id.host) for one in wide):
        text = f"Browsers at {ground.host} refuse a cookie with Domain={domain}."
        return Remove.REMOVE, Line("domain", text, chosen=True)
    why_not = _shared(group, ground, domain)
    if why_not:
        return None, Line("domain", f"host-only (no Domain): {why_not}.", chosen=False)
    text = (
        f"Of all hosts under {domain} only this one was seen to use it. If another shares the login, take this line"
        " out."
    )
    return Remove.REMOVE, Line("domain", text, chosen=True)


def _shared(group: Group, ground: Ground, domain: str) -> str:
    if not proved(group):
        return "replay has not proved that it carries the session, so another host may need it"
    if group.shared:
        return group.shared
    sharer = _sharer(ground, domain)
    if sharer or not group.mixed:
        return sharer
    return "it is set or deleted with a Domain and without, and a deletion of the one would delete the other"


def _sharer(ground: Ground, domain: str) -> str:
    """Who else may need a cookie with that Domain, as a clause; empty if nobody is known."""
    target = ground.recording.target
    if any(shared.removeprefix(".").lower() == domain for shared in target.shared_domain):
        return f"{domain} is declared shared"
    others = hosts_beside(ground.recording, domain, ground.host)
    return f"{others[0]} is under {domain}, too, and may need it" if others else ""


def _path(group: Group, ground: Ground) -> tuple[tuple[PathChange, ...] | None, Line | None]:
    told = ground.findings.answered("path", [one.id for one in group.cookies])
    if not any(one.counts for one in told):
        return None, None
    folder = application_folder(ground.recording)
    why_not = _other_paths(group, ground, folder)
    if why_not:
        return None, Line("path", f"a Path of its own: {why_not}.", chosen=False)
    text = f"Everything the application was seen to do lies below {folder}."
    return (PathChange("/", folder.rstrip("/")),), Line("path", text, chosen=True)


def _other_paths(group: Group, ground: Ground, folder: str) -> str:
    if folder == "/":
        return "the application was met at the root of the host, so its cookies have to go there"
    outside = next((line.url for one in group.all for line in one.lines if not _lies_below(folder, line.url)), "")
    if outside:
        return group.shared or f"{outside} sets or deletes it, too, which is not below {folder}"
    if ground.paths:
        return "paths are changed for all cookies already"
    if is_policy_path(folder) is None:
        return f"a policy can't name the folder {folder}"
    if not proved(group):
        return "replay has not proved that it carries the session, so other uses of it are not known"
    if any(one.path != "/" for one in group.all):
        return "it was seen with another Path than / as well"
    return ""


def _lies_below(folder: str, url: str) -> bool:
    """Whether a page lies in a folder, or is the folder named without its last slash."""
    return f"{urlsplit(url).path.partition(';')[0]}/".startswith(folder)


def _lifetime(group: Group, ground: Ground) -> tuple[Remove | MaxLifetime | None, Line | None]:
    limits = LIMITS[ground.recording.target.profile]
    remembers = any(one.part.remembers for one in group.cookies)
    limit = limits.remember if remembers else limits.session
    longest = max((one.lifetime or 0 for one in group.cookies if one.role.carries_session), default=0)
    if longest <= limit + SLACK:
        return None, None
    if not remembers and not proved(group):
        text = "the lifetime: replay has not proved that it carries the session."
        return None, Line("lifetime", text, chosen=False)
    if group.shared:
        return None, Line("lifetime", f"the lifetime: {group.shared}.", chosen=False)
    if remembers and not limit:
        text = (
            f"the lifetime: {limits.source} allows none that logs in again, and to cut it would end being remembered."
            ' Say lifetime = "session" if that is wanted.'
        )
        return None, Line("lifetime", text, chosen=False)
    more = _told_of_remembering(limits.remember) if ground.recording.login.remember_me and not remembers else ""
    text = f"{limits.source} allows {allowed(limit)}; it was {span(longest)}.{more}"
    return (MaxLifetime(limit) if limit else Remove.REMOVE), Line("lifetime", text, chosen=True)


def _told_of_remembering(most: int) -> str:
    """The audit left the box off: whether this very cookie lives longer with it was not seen."""
    instead = f" Say {{ max = {most} }} if they are to stay: the profile allows that." if most else ""
    return (
        f"\nThe login offers to remember users. If this very cookie does, they log in again after that time.{instead}"
    )


def _was(group: Group, ground: Ground, treatment: PartialTreatment) -> tuple[Identity, ...]:
    """What browsers hold now that would be sent along with what they will hold, and must go."""
    held = [one for one in group.cookies if one.lines and _reaches(ground, one)]
    new = {_renewed(one.id, ground, treatment) for one in held}
    old = (one.id for one in held if not _is_neighbours(ground, one) and _goes_along(one.id, ground, treatment))
    identities = (Identity(one.name, None if one.host_only else one.host, one.path) for one in old)
    return tuple(dict.fromkeys(one for one in identities if one not in new and is_policy_path(one.path)))


def _reaches(ground: Ground, cookie: SeenCookie) -> bool:
    """Whether browsers would send what they hold now to the application's new place."""
    return cookie.id.host == ground.host if cookie.id.host_only else domain_match(ground.host, cookie.id.host)


def _renewed(cookie: CookieId, ground: Ground, treatment: PartialTreatment) -> Identity:
    prefix = treatment.prefix or NamePrefix.NONE
    is_host = prefix is NamePrefix.HOST
    changes = ground.paths if treatment.path is None else treatment.path
    keeps = not cookie.host_only and treatment.domain is None and not is_host
    path = "/" if is_host else change_path(changes, cookie.path)
    return Identity(renamed(cookie.name, prefix), cookie.host if keeps else None, path)


def _goes_along(cookie: CookieId, ground: Ground, treatment: PartialTreatment) -> bool:
    new = _renewed(cookie, ground, treatment).path
    return path_match(new, cookie.path) or path_match(cookie.path, new)


def _is_neighbours(ground: Ground, cookie: SeenCookie) -> bool:
    """Whether another application of the host sets a cookie of that very identity: it is not ours to delete."""
    folder = application_folder(ground.recording)
    exchanges = (ground.recording.exchanges[line.exchange] for line in cookie.lines)
    return any(
        one.step is Step.NEIGHBOUR and (one.browser == VISITOR or not urlsplit(one.request.url).path.startswith(folder))
        for one in exchanges
    )
