"""The cookies that a framework sets by itself, and what a policy makes of them: the values its settings must have.

A value is what `enforce` makes of the cookie as the framework sends it when nothing is set, so that the cookie on the
wire is what the policy says of it. Secure and HttpOnly are set wherever the policy asks for them; a SameSite, a Path or
a lifetime that needs no change is not, since one that the application chose for itself may be stricter.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from hardtack.policy import (
    Action,
    CookieRole,
    CookieRule,
    DomainChange,
    HttpOnlyRule,
    Keep,
    MatchKind,
    MaxLifetime,
    NamePrefix,
    Policy,
    RequestFacts,
    SameSiteRule,
    SecureRule,
    Tls,
    Treatment,
    When,
    enforce_line,
)
from hardtack.policy.attributes import split_attributes
from hardtack.policy.resolve import resolver

__all__ = ["OwnCookie", "Setting", "Slot", "Value", "asked", "own_cookies", "settings"]

Value = bool | int | str | None
"""What a setting is set to; None = nothing, as the framework spells that."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A cookie that a framework sets by itself.

    Attributes:
        role: what it is for, if a rule of that role says what an application calls it; None = it has its name only.
        name: its name if nothing is set, or how all its names begin.
        line: what stands after its value if nothing is set: ``Path=/; HttpOnly``.
        settings: by the policy's field, the setting that decides on it; a field without one can't be set.
        persistent: whether there is a setting for the lifetime of one that the application makes persistent.
        by_tls: what the setting for Secure is set to where Secure is for what is set by TLS alone; None = it knows but
            always and never, and always would end the sessions of those who come by plain HTTP.
        outlives: how an application has its way against the setting for the lifetime, one sentence; None = it can't.
    """

    role: CookieRole | None
    name: str
    line: str
    settings: Mapping[str, str]
    persistent: bool = False
    by_tls: str | None = None
    outlives: str | None = None


@dataclass(frozen=True, slots=True)
class OwnCookie:
    """A framework's cookie under a policy.

    Attributes:
        slot: which it is.
        name: as the application knows it today.
        rule: the rule that it falls under; None = the defaults.
        alone: whether that rule is for this cookie alone.
        treatment: what is done to it.
        before: by field, how it is if nothing is set.
        after: by field, how the policy wants it.
    """

    slot: Slot
    name: str
    rule: CookieRule | None
    alone: bool
    treatment: Treatment
    before: Mapping[str, Value]
    after: Mapping[str, Value]

    def reaches(self, field: str) -> bool:
        """Whether the cookie can be as the policy wants it in a field: by a setting, or because it is so anyhow."""
        if field == "secure" and self.treatment.secure is SecureRule.IF_TLS:
            return self.slot.by_tls is not None
        return field in self.after and (field in self.slot.settings or self.before[field] == self.after[field])

    def left(self, field: str) -> str | None:
        """What the application may have set itself, and no setting here undoes; one sentence, None = nothing."""
        if field == "domain" and isinstance(self.treatment.domain, DomainChange):
            return "The framework's own cookie has no Domain to change; one that the application sets stays."
        if field == "lifetime" and self.slot.outlives is not None:
            return self.slot.outlives
        if field == "lifetime" and self.before["lifetime"] is None:
            if self.slot.persistent and isinstance(self.treatment.lifetime, MaxLifetime):
                return None
            return "The framework's own cookie ends with the browser; a lifetime that the application sets stays."
        return None


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    Attributes:
        cookie: the slot's name of the cookie it is about.
        field: of the policy.
        name: as the framework calls it.
        value: what it is set to.
        why: for the operator.
    """

    cookie: str
    field: str
    name: str
    value: Value
    why: str


_WHY: Final = {
    "prefix": "Browsers take a cookie of this name only as the application set it; everyone logs in once more.",
    "secure": "Never by plain HTTP.",
    "httponly": "Whether scripts can read it.",
    "samesite": "Which requests from other sites it comes with.",
    "domain": "The application's own host alone.",
    "path": "The paths it comes with.",
    "lifetime": "Seconds that browsers keep it, or only until they are closed.",
}


def own_cookies(policy: Policy, slots: Iterable[Slot]) -> tuple[OwnCookie, ...]:
    """A framework's cookies under a policy.

    A rule of a slot's role that names one cookie says what the application calls it; without one it has its usual name.

    Args:
        policy: A policy that `check_policy` has nothing against.
        slots: The framework's.
    """
    all_slots = tuple(slots)
    return tuple(_own_cookie(policy, slot, _name(policy, slot, all_slots)) for slot in all_slots)


def _name(policy: Policy, slot: Slot, slots: tuple[Slot, ...]) -> str:
    """What the application calls a slot's cookie."""
    others = {other.name for other in slots}
    named = [
        rule.match.text
        for rule in policy.cookies
        if rule.role is not None and rule.role is slot.role and rule.match.kind is MatchKind.NAME
    ]
    return next((name for name in named if name not in others), slot.name)


def _own_cookie(policy: Policy, slot: Slot, name: str) -> OwnCookie:
    found = resolver(policy)(name)
    line = f"{name}=; {slot.line}"
    facts = RequestFacts(https=policy.site.tls is not Tls.NONE, now=0)
    # A cookie that is to be dropped is one that the framework can't be told not to send.
    enforced = enforce_line(policy, line, facts) or line
    rule = found.rule
    alone = rule is not None and (
        rule.match.kind is MatchKind.NAME
        or (rule.match.kind is MatchKind.PREFIX and rule.match.text.startswith(slot.name))
    )
    return OwnCookie(slot, name, rule, alone, found.treatment, _values(line), _values(enforced))


def _values(line: str) -> Mapping[str, Value]:
    pair, _, rest = line.partition(";")
    attributes = {key: text.partition("=")[2] for key, text in split_attributes(rest)}
    age = attributes.get("max-age")
    return {
        "prefix": pair.partition("=")[0],
        "secure": "secure" in attributes,
        "httponly": "httponly" in attributes,
        "samesite": attributes.get("samesite"),
        "domain": attributes.get("domain"),
        "path": attributes.get("path"),
        "lifetime": None if age is None else int(age),
    }


def asked(treatment: Treatment) -> Iterator[str]:
    """The fields that a treatment says anything about, in the order of the policy's documentation.

    Args:
        treatment: A settled one.
    """
    for field, says in (
        ("prefix", treatment.prefix is not NamePrefix.NONE),
        ("secure", treatment.secure is not SecureRule.KEEP),
        ("httponly", treatment.http_only is not HttpOnlyRule.KEEP),
        ("samesite", isinstance(treatment.same_site, SameSiteRule)),
        ("domain", treatment.domain is not Keep.KEEP),
        # Browsers refuse a name with __Host- and another Path than "/", wherever the application lives.
        ("path", bool(treatment.path) or treatment.prefix is NamePrefix.HOST),
        ("lifetime", treatment.lifetime is not Keep.KEEP),
        ("action", treatment.action is Action.DROP),
    ):
        if says:
            yield field


def settings(own: OwnCookie, *, renames: bool = True) -> Iterator[Setting]:
    """The settings that make a cookie what the policy wants, in order.

    Args:
        own: The cookie.
        renames: Whether the application is to know it by its new name; not where something before it renames.
    """
    for field in asked(own.treatment):
        name = own.slot.settings.get(field)
        if name is None or not own.reaches(field) or (field == "prefix" and not renames):
            continue
        if field == "secure" and own.treatment.secure is SecureRule.IF_TLS:
            yield Setting(own.slot.name, field, name, own.slot.by_tls, "By TLS alone, as plain HTTP is served too.")
        elif _is_set(own, field):
            yield Setting(own.slot.name, field, name, own.after[field], _WHY[field])


def _is_set(own: OwnCookie, field: str) -> bool:
    if own.before[field] != own.after[field] or field in {"secure", "httponly"}:
        return True
    if field == "path":
        return own.treatment.prefix is NamePrefix.HOST
    if field == "domain":
        # What stands for another Domain is for the application to write: the framework's own cookie has none.
        return not isinstance(own.treatment.domain, DomainChange)
    same_site = own.treatment.same_site
    return field == "samesite" and isinstance(same_site, SameSiteRule) and same_site.when is When.ALWAYS
