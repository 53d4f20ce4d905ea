"""What worked in an earlier audit and no longer does: login, logout, cookies, the https side and the pages.

A recording that ended early, or in which nobody tried to log in, breaks nothing: what it does not show is not known.
"""

from collections.abc import Iterator

from hardtack.recording.inventory import SeenCookie, inventory
from hardtack.recording.model import CookieId, Probe, Purpose, Recording, Side, Step, StepOutcome, StepResult
from hardtack.recording.own_session import END_SESSION
from hardtack.recording.recorder import CUT_SHORT, SUPPLY_CREDENTIALS, SUPPLY_MORE
from hardtack.recording.walk.finding import SLOWER
from hardtack.recording.walk.login import NO_USER_NAME, REFUSED_BY_BASIC, REFUSED_BY_FORM
from hardtack.report.asked_again import AskedAgain
from hardtack.report.changed import Broken, Lost, Part, Unknown
from hardtack.report.cookie_matches import CookieMatches, Subject
from hardtack.report.page_changes import TOO_MANY, TOO_MANY_REQUESTS, page_changes

_REFUSALS = frozenset({400, 401, 403, 422})
"""How applications answer credentials that are wrong, where they don't show the form again."""
_NOT_TRIED = frozenset({SUPPLY_CREDENTIALS, SUPPLY_MORE})


def broken(
    before: Recording, after: Recording, matches: CookieMatches, mended: frozenset[CookieId] = frozenset()
) -> Lost:
    """What no longer works, and what could not be told to work.

    Args:
        before: the earlier recording.
        after: the later one.
        matches: which cookie is which, and where paths went.
        mended: cookies of the earlier one in which something was fixed: those may be gone on purpose.
    """
    return (
        _login(before, after)
        + _further_login(before, after, Step.SECOND_LOGIN, Part.SECOND_LOGIN)
        + _logout(before, after)
        + _further_login(before, after, Step.THIRD_LOGIN, Part.LOGIN_AGAIN)
        + _https(before, after)
        + Lost(tuple(_cookies(before, after, matches)), tuple(_gone(before, after, matches, mended)))
        + page_changes(before, after, matches.moved)
        + Lost(unknown=tuple(_left_out(after)))
    )


def _login(before: Recording, after: Recording) -> Lost:
    then, now = before.login, after.login
    if not then.proved or now.proved:
        return Lost()
    if now.supply in _NOT_TRIED or now.reason == NO_USER_NAME:
        return Lost(unknown=(Unknown("login", now.reason, now.supply),))
    if _hurried(after, Step.VISIT, Step.LOGIN, Step.ORACLE):
        return Lost(unknown=(Unknown("login", now.reason, SLOWER),))
    reached = now.exchange if now.exchange is not None else _last(after, Step.LOGIN)
    told, first = now.reason, ""
    if _is_refused(after):
        told, first = f"{now.reason}; the user name or the password given may be wrong", "check user name and password"
    return Lost((Broken(Part.LOGIN, "", told, then.exchange, reached, now.supply, first),))


def _is_refused(recording: Recording) -> bool:
    """Whether the application may have refused the credentials: it asks for them again, or answered so."""
    login = recording.login
    answer = recording.exchanges[login.exchange].response if login.exchange is not None else None
    return login.reason in {REFUSED_BY_FORM, REFUSED_BY_BASIC} or (answer is not None and answer.status in _REFUSALS)


def _last(recording: Recording, step: Step) -> int | None:
    return next((one.index for one in reversed(recording.exchanges) if one.step is step), None)


def _step(recording: Recording, step: Step) -> StepOutcome | None:
    return next((one for one in reversed(recording.steps) if one.step is step), None)


def _further_login(before: Recording, after: Recording, step: Step, part: Part) -> Lost:
    """A second session, or the login after the logout: inside then, and a login that fails now."""
    purpose = Purpose.SECOND_SESSION
    worked = [one for one in _asked_in(before, purpose, step) if one.side is Side.INSIDE]
    now = _step(after, step)
    if not worked or not after.login.proved or _asked_in(after, purpose, step, Side.INSIDE):
        return Lost()
    if now is None or not _failed(now):
        return Lost()
    if _hurried(after, step):
        return Lost(unknown=(Unknown(part.value, TOO_MANY_REQUESTS, SLOWER),))
    return Lost((Broken(part, "", now.detail, worked[-1].exchange, _last(after, step)),))


def _asked_in(recording: Recording, purpose: Purpose, step: Step, side: Side | None = None) -> list[Probe]:
    exchanges = recording.exchanges
    return [
        one
        for one in recording.probed(purpose)
        if exchanges[one.exchange].step is step and (side is None or one.side is side)
    ]


def _logout(before: Recording, after: Recording) -> Lost:
    """Whether the logout still takes the browser out; what its old cookies open is for the checks to say."""
    then = before.probed(Purpose.LIVE_AFTER_LOGOUT)
    if not then or then[-1].side is not Side.OUTSIDE or not after.login.proved:
        return Lost()
    now, outcome = after.probed(Purpose.LIVE_AFTER_LOGOUT), _step(after, Step.LOGOUT)
    side = now[-1].side if now else None
    if side is Side.OUTSIDE:
        return Lost()
    if _hurried(after, Step.LOGOUT):
        return Lost(unknown=(Unknown("logout", TOO_MANY_REQUESTS, SLOWER),))
    failed, cut = outcome is not None and _failed(outcome), outcome is not None and _cut(outcome)
    if (side is Side.INSIDE and not cut) or (failed and side is None and not _ended_early(after)):
        named = f"{after.login.logout or 'the way out'} leaves the browser inside"
        told = outcome.detail if failed and outcome is not None else named
        was = f" (it was {before.login.logout})" if before.login.logout and told != named else ""
        shown = now[-1].exchange if now else _last(after, Step.LOGOUT)
        return Lost((Broken(Part.LOGOUT, "", told + was, then[-1].exchange, shown, after.login.logout_supply),))
    reason = outcome.detail if outcome is not None else "the audit ended before it"
    supply = END_SESSION if outcome is not None and outcome.result is StepResult.SKIPPED else SUPPLY_MORE
    return Lost(unknown=(Unknown("logout", reason, supply),))


def _hurried(recording: Recording, *steps: Step) -> bool:
    """Whether the site refused a request of these steps because there were too many: that says nothing of a fix."""
    answers = (one.response for one in recording.exchanges if one.step in steps)
    return any(answer is not None and answer.status == TOO_MANY for answer in answers)


def _failed(outcome: StepOutcome) -> bool:
    """Whether a part of the walk failed by itself, and was not cut short."""
    return outcome.result is StepResult.FAILED and not _cut(outcome)


def _cut(outcome: StepOutcome) -> bool:
    return outcome.detail.startswith(CUT_SHORT)


def _ended_early(recording: Recording) -> bool:
    """Whether the session was gone before anybody tried to leave."""
    probes = recording.probed(Purpose.BEFORE_LOGOUT)
    return bool(probes) and probes[-1].side is not Side.INSIDE


def _https(before: Recording, after: Recording) -> Lost:
    if before.target.https is None or after.target.https is not None:
        return Lost()
    asked = ", ".join(after.target.asked) or after.target.url
    now = f"nothing answers by https any more (asked: {asked})"
    hint = "See that the server in front listens there, with a certificate that is trusted (--ca FILE for one's own)."
    return Lost((Broken(Part.HTTPS, before.target.https, now, hint=hint),))


def _cookies(before: Recording, after: Recording, matches: CookieMatches) -> Iterator[Broken]:
    """Cookies that a browser kept and now drops, and those that scripts read and now can't."""
    scripts = frozenset(one.name for one in before.scripts if one.quoted)
    then = tuple(one for one in inventory(before).cookies if one.judged)
    now = tuple(one for one in inventory(after).cookies if one.judged)
    for old, new in matches.paired(then, now, _cookie_of):
        if old is None or new is None or new.live is None:
            continue
        if reasons := _dropped(old, new):
            hint = "Fix the attributes that the reason names, or leave that change out."
            yield Broken(Part.COOKIE, new.name, reasons, _line(old), new.live.exchange, hint)
        elif not old.http_only and new.http_only and (old.name in scripts or old.part.reads_by_script):
            who = f"scripts of {old.part.product}" if old.part.product else "scripts of the application"
            hint = "Leave HttpOnly out for this cookie."
            now_hidden = f"{who} read it, and HttpOnly hides it from them"
            yield Broken(Part.COOKIE, new.name, now_hidden, _line(old), new.live.exchange, hint)


def _cookie_of(one: SeenCookie, /, *, was: bool) -> Subject:  # noqa: ARG001 -- a cookie is told alike on both sides
    return Subject(one.id)


def _gone(
    before: Recording, after: Recording, matches: CookieMatches, mended: frozenset[CookieId]
) -> Iterator[Unknown]:
    """Cookies that are set no more: who needs them nobody can tell."""
    again = AskedAgain(before, after, matches)
    if matches.renamed is not None:
        old, new = matches.renamed
        why = "it was renamed, or the earlier recording is of another application"
        told = f"it was {old.name} and is {new.name} now: {why}"
        yield Unknown(
            "the session's cookie", told, "If it was renamed, keep the new recording (--record) for the next time."
        )
    for one in inventory(before).cookies:
        on_purpose = one.id in mended or matches.dropped(one.id.name)
        if one.judged and not one.dropped and not on_purpose and again.set_no_more(one.id):
            yield Unknown(f"the cookie {one.name}", "it is no longer set where it was; something may need it", "")


def _left_out(after: Recording) -> Iterator[Unknown]:
    """What the walk left out for want of requests or time."""
    for one in after.steps:
        if _cut(one) or (one.step is Step.REVISIT and one.result is StepResult.SKIPPED):
            yield Unknown(one.step.value, one.detail, SUPPLY_MORE)


def _dropped(old: SeenCookie, new: SeenCookie) -> str:
    """Which browsers kept a cookie and drop it now, with the rule, as a clause; empty if none does."""
    kept = {one.browser for one in old.kept_by if one.reject is None}
    drops: dict[str, list[str]] = {}
    for one in new.kept_by:
        if one.reject is not None and one.browser in kept:
            drops.setdefault(one.reject.text, []).append(one.browser)
    return "; ".join(f"dropped by {' and '.join(browsers)}: {reason}" for reason, browsers in drops.items())


def _line(cookie: SeenCookie) -> int | None:
    return None if cookie.live is None else cookie.live.exchange
