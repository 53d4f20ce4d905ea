"""A plan: the strongest policy that a recording allows, cookie by cookie, with the reason for each line.

What decides is evidence, and where it is missing, the application's working comes first:

* Only a cookie proved to carry the session is hidden from scripts, renamed, shortened or made narrower; one whose name
  stands in a script that was fetched, or whose value is sent elsewhere than in a Cookie field, stays readable.
* Secure always, and what needs it (name prefixes), wait until plain HTTP serves nothing of the application; the
  redirect comes first, and until then Secure stands on what is set by TLS.
* A cookie with SameSite=None, or that other sites' forms were seen to bring, is left so.
* Domain and name stay where another host under it was met, Path where the application was met outside its folder.
* A cookie whose name another application sets, too, keeps name, Domain, Path and life: the rule is for both.
* A cookie that remembers users keeps its life within the profile's limit.

Names are data of the site: one that a policy can't name is told and left out. Values are not in a recording.
"""

from collections.abc import Iterator
from dataclasses import replace
from textwrap import TextWrapper
from typing import Final

from hardtack.policy.model import CookieRule, Policy, SecureRule
from hardtack.policy.plan_cookies import rule_of
from hardtack.policy.plan_model import Findings, Line, Plan, PlanTerms, Reason, Told, findings_in, printable_name
from hardtack.policy.plan_names import Group, groups_of
from hardtack.policy.plan_site import Ground, ground_of, transport_of, treatment_of
from hardtack.policy.plan_uses import cross_site
from hardtack.policy.validate import check_policy
from hardtack.policy.writing import to_toml
from hardtack.recording.inventory import inventory
from hardtack.recording.model import CookieId
from hardtack.toml_lines import Place
from hardtack.verdict import Report

__all__ = ["plan", "plan_toml"]

_MOST_TOLD: Final = 3
_WIDTH: Final = 110
_NO_RULE: Final = "No rule is for that cookie: browsers drop it, or another application sets it."
_RENAME: Final = "A policy can't tell two cookies of one name apart: have one of the applications rename its own."


def plan(report: Report, terms: PlanTerms) -> Plan:
    """Plan a policy for the application of a report.

    Args:
        report: what was seen and what was found in it.
        terms: what the recording does not say.

    Raises:
        PolicyError: what the terms say makes no sound policy.
    """
    recording = report.recording
    findings = findings_in(report)
    ground = ground_of(recording, findings, terms, cross_site(recording))
    seen = inventory(recording)
    groups, nameless = groups_of(recording, seen)
    transport, why_transport = transport_of(ground)
    defaults, why_defaults = treatment_of(ground)
    names = frozenset(one.id.name for one in seen.cookies)
    planned = [(group, *rule_of(group, ground, names)) for group in groups]
    general = tuple(_general(ground))
    rules = tuple(
        replace(rule, answers=_codes(findings, group, (*general, *_keys(lines)))) for group, rule, lines in planned
    )
    policy = Policy(ground.site, transport, defaults, rules)
    check_policy(policy)
    general_reasons = (*why_transport, *why_defaults)
    reasons = [*_site_reasons(ground), *(_with_findings(one, findings) for one in general_reasons)]
    for number, ((group, _, lines), rule) in enumerate(zip(planned, rules, strict=True)):
        reasons += _rule_reasons(number, group, rule, lines, findings)
    unnamed = tuple(
        f"{printable_name(one.id.name) or 'a nameless cookie'}: no policy can name it, so the defaults are for it."
        for one in nameless
    )
    ruled = frozenset(one.id for group in groups for one in group.cookies)
    clashes = _clashes(findings, groups)
    return Plan(policy, tuple(reasons), (*unnamed, *clashes, *_open(findings, ruled)))


def plan_toml(planned: Plan, head: str) -> str:
    """A plan as the text of its policy, each line with its reason above it; `from_toml` reads the policy back.

    Args:
        planned: the plan.
        head: what is said at the top, one or more lines.
    """
    said: dict[Place, str] = {}
    for one in planned.reasons:
        text = one.text if one.chosen else f"Not chosen: {one.text}"
        said[one.place] = _wrapped(text)
    left = "".join(f"\n{_wrapped(f'- {text}')}" for text in planned.open)
    told = f"\n\nWhat no policy can mend:{left}" if left else ""
    return to_toml(planned.policy, {(): f"{head}{told}", **said})


def _wrapped(text: str) -> str:
    """Lines no longer than a comment should have; a long name or address stays whole."""
    wrap = TextWrapper(_WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join("\n".join(wrap.wrap(line)) for line in text.splitlines())


def _general(ground: Ground) -> Iterator[str]:
    """The keys of the defaults that harden every cookie."""
    if ground.secure is not SecureRule.KEEP:
        yield "secure"
    if not ground.cross_site.why:
        yield "samesite"


def _keys(lines: tuple[Line, ...]) -> Iterator[str]:
    return (line.key for line in lines if line.chosen)


def _codes(findings: Findings, group: Group, keys: tuple[str, ...]) -> tuple[str, ...]:
    ids = [one.id for one in group.cookies]
    codes = {told.code for key in keys for told in findings.answered(key, ids)}
    return tuple(sorted(codes, key=lambda code: int(code.removeprefix("HT"))))


def _site_reasons(ground: Ground) -> Iterator[Reason]:
    told = _answers(ground.findings.answered("tls"))
    if told and ground.site.origin.startswith("https:"):
        yield Reason(("site", "tls"), "site", told.removeprefix("\n"), chosen=True)


def _with_findings(reason: Reason, findings: Findings) -> Reason:
    """A reason with the findings that its line answers whatever cookie they are about."""
    key = str(reason.place[-1])
    if not reason.chosen or key not in {"redirect", "hsts", "secure", "samesite"}:
        return reason
    told = findings.answered(key)
    if key == "hsts":
        # Of cookies Secure takes care.
        told = tuple(one for one in told if one.finding.cookie is None)
    return replace(reason, text=reason.text + _answers(told))


def _rule_reasons(
    number: int, group: Group, rule: CookieRule, lines: tuple[Line, ...], findings: Findings
) -> Iterator[Reason]:
    place: Place = ("cookies", number)
    ids = [one.id for one in group.cookies]
    head = dict.fromkeys(f"{one.id.name}: {one.role.value}; {one.how}." for one in group.cookies)
    yield Reason(place, group.label, "\n".join(head), chosen=True)
    for line in lines:
        told = findings.answered(line.key, ids) if line.chosen else ()
        yield Reason((*place, line.key), group.label, line.text + _answers(told), line.chosen)
    if rule.was:
        text = "What browsers hold already would be sent along with it: deleted whenever the cookie is set."
        yield Reason((*place, "was"), group.label, text, chosen=True)


def _answers(told: tuple[Told, ...]) -> str:
    """Which findings a line answers, each on a line of its own."""
    worth = [one for one in told if one.counts] or told
    said = dict.fromkeys(f"\nAnswers {one.code}: {one.finding.message}" for one in worth)
    more = f"\n… and {len(said) - _MOST_TOLD} more" if len(said) > _MOST_TOLD else ""
    return "".join(list(said)[:_MOST_TOLD]) + more


def _clashes(findings: Findings, groups: tuple[Group, ...]) -> tuple[str, ...]:
    """What comes of two applications that have one name for their cookies."""
    ids = [one.id for group in groups if group.others for one in group.cookies]
    told = (one for one in findings.answered("path", ids) if one.counts)
    return tuple(dict.fromkeys(f"{one.code}: {one.finding.message} {_RENAME}" for one in told))


def _open(findings: Findings, ruled: frozenset[CookieId]) -> Iterator[str]:
    told = {
        (one.code, one.finding.message): f"It takes the application: hardtack explain {one.code}."
        for one in findings.open
    }
    told |= {(one.code, one.finding.message): _NO_RULE for one in findings.beside(ruled)}
    yield from (f"{code}: {message} {who}" for (code, message), who in told.items())
