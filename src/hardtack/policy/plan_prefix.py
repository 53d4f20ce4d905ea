"""Which cookies are renamed, so that browsers refuse one that somebody else plants under their name."""

from hardtack.cookies import prefix_of
from hardtack.policy.attributes import change_path
from hardtack.policy.model import NamePrefix, SecureRule
from hardtack.policy.plan_model import Line
from hardtack.policy.plan_names import Group
from hardtack.policy.plan_site import Ground
from hardtack.policy.plan_uses import is_signed_pair
from hardtack.policy.resolve import renamed
from hardtack.recording.folder import application_folder

__all__ = ["prefix_of_rule"]


def prefix_of_rule(
    group: Group, ground: Ground, *, hidden: bool, names: frozenset[str], shared: bool
) -> tuple[NamePrefix | None, Line | None]:
    """The name prefix that a group of cookies is given, and why it is no stronger one.

    Args:
        group: the cookies.
        ground: what the plan stands on.
        hidden: whether scripts can't read them any more.
        names: those of all cookies of the site.
        shared: whether another host needs them, so that a Domain stays.
    """
    if not any(one.role.carries_session for one in group.cookies):
        return None, None
    why_not = _not_renamed(group, ground, hidden=hidden, names=names) or _wanted(group, names, shared=shared)
    if why_not:
        return None, Line("prefix", f"a name prefix: {why_not}.", chosen=False)
    once = " Whoever is logged in when this comes into force logs in once more."
    host_not = _not_host(group, ground)
    if host_not:
        return NamePrefix.SECURE, Line("prefix", f"__Host- was not chosen: {host_not}.{once}", chosen=True)
    text = f"Every Path seen is /, it has no Domain, and no other application is known on the host.{once}"
    return NamePrefix.HOST, Line("prefix", text, chosen=True)


def _not_renamed(group: Group, ground: Ground, *, hidden: bool, names: frozenset[str]) -> str:
    if any(prefix_of(name) is not None for name in group.names):
        return (
            "it has one. If a policy in front gave it, keep that policy: the application still has the bare name,"
            " which this plan does not know"
        )
    if not any(one.role.proved for one in group.cookies):
        return "replay has not proved that it carries the session"
    if not hidden:
        return "scripts may look for it by its name"
    if any(one.quoted and one.name in group.names for one in ground.recording.scripts):
        return "a script names it"
    if not all(one.lines for one in group.cookies):
        return "no response was seen to set it"
    if any(is_signed_pair(name, names) for name in group.names):
        return "its signature is a cookie of its own and holds for this name alone"
    if ground.secure is not SecureRule.REQUIRE:
        return "it needs Secure always, and that waits (see defaults.secure)"
    return ""


def _wanted(group: Group, names: frozenset[str], *, shared: bool) -> str:
    """Who else needs the name as it is, or has the new one, as a clause; empty if nobody does."""
    if shared:
        return (
            "another host gets it and looks for this name. If all that share it get a policy, say"
            ' prefix = "__Secure-" in each'
        )
    if group.shared:
        return group.shared
    new = (renamed(name, prefix) for name in group.names for prefix in (NamePrefix.HOST, NamePrefix.SECURE))
    taken = next((name for name in new if name in names), "")
    return f"the application uses the name {taken} itself" if taken else ""


def _not_host(group: Group, ground: Ground) -> str:
    if ground.recording.target.also or any(one.counts for one in ground.findings.answered("path")):
        return "other applications are on the host"
    if change_path(ground.paths, application_folder(ground.recording)).rstrip("/"):
        return "the application lives below a path, so others may be on the host"
    if group.mixed:
        return "it is set or deleted with a Domain and without, and a deletion of the one would delete the other"
    lines = [line for one in group.all for line in one.lines]
    parsed = [line.cookie for line in lines if line.cookie is not None]
    if any(cookie.path is None or change_path(ground.paths, cookie.path) != "/" for cookie in parsed):
        return "not every line that sets or deletes it has Path=/"
    return ""
