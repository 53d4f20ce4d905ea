"""The second factor of a login: a code made of the user's secret and the clock.

Rules of this module:
- A code is sent once: RFC 6238 (5.2) has servers refuse one that was used, so each further login waits for the next
  period.
- A wrong password is never followed by a right code.
"""

from hardtack.recording.actions import Wait, Walking
from hardtack.recording.code_form import code_submission, find_code_form
from hardtack.recording.model import Purpose, Step
from hardtack.recording.walk.browser import Browser, Visit
from hardtack.recording.walk.ground import Ground
from hardtack.recording.walk.inquiry import Inquiry, frozen
from hardtack.recording.walk.jar import Jar


def next_code(ground: Ground) -> Walking[str]:
    """A code that this walk has not sent yet; empty where there is no secret.

    Args:
        ground: the walk; what was sent is noted there.
    """
    totp = ground.brief.totp
    if totp is None:
        return ""
    step = max(totp.step(ground.now), ground.code_step + 1)
    pause = totp.until_step(ground.now, step)
    if pause > 0:
        ground.now = (yield Wait(pause, "for another one-time code")).now
    ground.code_step = max(step, totp.step(ground.now))
    return totp.code(ground.now)


def give_code(browser: Browser, visit: Visit, step: Step) -> Walking[Visit]:
    """Answer the form for a one-time code that followed the password, if one did and there is a secret.

    Args:
        browser: whose login it is.
        visit: where the password led to.
        step: the part of the walk.

    Returns:
        Where the login led to in the end. The jar from before the code is kept in the ground.
    """
    ground = browser.ground
    page = visit.page
    asked = find_code_form(page) if page is not None else None
    if ground.brief.totp is None or page is None or asked is None:
        return visit
    code = yield from next_code(ground)
    filled = code_submission(asked, code)
    ground.refusal = ground.withholds(page.url, filled.url)
    if ground.refusal:
        return visit
    ground.before_code = browser.jar.copy()
    return (yield from browser.submit(step, filled, page))


def replay_before_code(inquiry: Inquiry, before: Jar | None) -> Walking[None]:
    """Replay the jar that had the password behind it and the code before it (Q1): the last factor is the login.

    Args:
        inquiry: the oracle.
        before: that jar, or None where no code was asked for.
    """
    if before is None:
        return
    browser = frozen(inquiry.live, before)
    browser.authorization = None
    yield from inquiry.ask(Purpose.BEFORE_SECOND_FACTOR, Step.FIXATION, browser)
    yield from inquiry.witness(Step.FIXATION)
