"""`hardtack explain` for a program, as `docs/schema/explain-1.json` says it; values shortened as in the text."""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from hardtack.cookies import AttributeEffect, CrossSite, Decision, Lifetime, Reject, Scope, SetCookie
from hardtack.policy import Change, Policy
from hardtack.report.cookie_line import legible, shown_line, shown_place, shown_url, shown_value
from hardtack.report.explain_hints import line_hints
from hardtack.report.explain_policy import outcome_words, shown_part
from hardtack.report.explain_words import attribute_effect
from hardtack.report.explained import ExplainedLine, ExplainedLines, HardenedLine, View, seconds_asked
from hardtack.report.rejections import remedy_for, source_of

__all__ = ["SCHEMA_VERSION", "explain_json"]

SCHEMA_VERSION: Final = 1
"""Meaning of the shape: within one version fields are only added."""

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]


def explain_json(explained: ExplainedLines, *, reveal: bool = False) -> str:
    """The explanation of every line as JSON text, ending with a line feed.

    Args:
        explained: what the browsers make of them.
        reveal: whether to show values whole.
    """
    document: Json = {
        "schema_version": SCHEMA_VERSION,
        "url": shown_url(explained.url),
        "url_assumed": explained.assumed,
        "now": explained.now,
        "rejected": explained.rejected,
        "lines": [_line(one, explained, reveal=reveal) for one in explained.lines],
    }
    return json.dumps(document, indent=2) + "\n"


def _line(one: ExplainedLine, explained: ExplainedLines, *, reveal: bool) -> Json:
    shown = shown_line(one.line, reveal=reveal)
    policy, hardened = explained.policy, one.hardened
    line: dict[str, Json] = {
        "line": shown.text,
        "name": shown.name,
        "value": shown.value,
        "value_length": shown.length,
        "hints": list(line_hints(one.line)),
        "browsers": [_view(view, explained.now, reveal=reveal) for view in one.views],
    }
    if policy is not None and hardened is not None:
        line["policy"] = _hardened(hardened, policy, explained.now, reveal=reveal)
    return line


def _hardened(hardened: HardenedLine, policy: Policy, now: int, *, reveal: bool) -> Json:
    told = hardened.told
    word, reason = outcome_words(told, policy)
    return {
        "outcome": word.lower(),
        "reason": reason,
        "rule": _number(told.rule),
        "deletion": told.deletion,
        "line": None if told.line is None else shown_line(told.line, reveal=reveal).text,
        "changes": [_change(change, reveal=reveal) for change in told.changes],
        "before_it": [shown_line(line, reveal=reveal).text for line in told.farewells],
        "browsers": [_view(view, now, reveal=reveal) for view in hardened.views],
    }


def _change(change: Change, *, reveal: bool) -> Json:
    return {
        "part": change.part,
        "before": None if change.before is None else shown_part(change, change.before, reveal=reveal),
        "after": None if change.after is None else shown_part(change, change.after, reveal=reveal),
        "field": change.asking.field,
        "setting": change.asking.text,
        "rule": _number(change.asking.rule),
    }


def _number(rule: int | None) -> int | None:
    """Rules are counted from 1, as in messages on policies."""
    return None if rule is None else rule + 1


def _view(view: View, now: int, *, reveal: bool) -> Json:
    told = view.explanation
    return {
        "browser": view.profile.name,
        "fate": view.fate.value,
        "rejected": None if told.rejected is None else _rule(told.rejected, told.parsed),
        "prefix": None if told.prefix is None else told.prefix.value,
        "lifetime": None if told.lifetime is None else _lifetime(told.lifetime, seconds_asked(told, now)),
        "scope": None if told.scope is None else _scope(told.scope, view, reveal=reveal),
        "attributes": [_attribute(effect, view, now, reveal=reveal) for effect in told.attributes],
    }


def _rule(rule: Reject, parsed: SetCookie | None) -> Json:
    return {
        "rule": rule.value,
        "section": source_of(rule.section),
        "text": rule.text,
        "remedy": remedy_for(rule, parsed),
    }


def _lifetime(lifetime: Lifetime, asked: int | None) -> Json:
    return {"seconds": lifetime.seconds, "asked": asked, "source": lifetime.source, "capped": lifetime.capped}


def _scope(scope: Scope, view: View, *, reveal: bool) -> Json:
    parsed, blocking = view.explanation.parsed, view.blocking
    blocked = blocking.scope.cross_site if blocking is not None and blocking.scope is not None else None
    return {
        "host": shown_place(scope.domain, reveal=reveal),
        "subdomains": scope.subdomains,
        "path": shown_place(scope.path, reveal=reveal),
        "secure_only": scope.secure_only,
        "script_readable": scope.script_readable,
        "same_site": "unset" if parsed is None else parsed.same_site.value,
        "cross_site": None if scope.cross_site is None else _cross_site(scope.cross_site),
        "cross_site_third_party_blocked": None if blocked is None else _cross_site(blocked),
    }


def _cross_site(cross_site: CrossSite) -> Json:
    return {
        "navigation": _decision(cross_site.navigation),
        "form_post": _decision(cross_site.form_post),
        "form_post_later": _decision(cross_site.form_post_later),
        "iframe": _decision(cross_site.iframe),
        "subresource": _decision(cross_site.subresource),
    }


def _decision(decision: Decision) -> Json:
    return {"sent": decision.sent, "rule": decision.reason.value}


def _attribute(effect: AttributeEffect, view: View, now: int, *, reveal: bool) -> Json:
    attribute = effect.attribute
    return {
        "name": legible(attribute.name),
        "value": shown_value(attribute.value, reveal=reveal),
        "effect": attribute_effect(effect, view, now, reveal=reveal),
        "ignored": None if attribute.ignored is None else attribute.ignored.value,
        "lost_to": effect.lost_to,
    }
