"""The pages of an earlier recording held against what they answer now."""

from collections.abc import Mapping

from hardtack.recording.model import Recording
from hardtack.recording.moved import Moved
from hardtack.recording.seen_pages import PageKey, SeenPage, Shape, difference, seen_pages
from hardtack.report.changed import Broken, Lost, Part, Unknown

_NOT_FOUND = 404
TOO_MANY = 429
TOO_MANY_REQUESTS = "the site refused it for too many requests"
_GATEWAY = frozenset({502, 503, 504})
_NO_APPLICATION = "The server in front gets no answer from the application: see the address that it passes requests to."
_COOKIE_LOST = "The session is alive, so its cookie does not reach this page: look at the cookie's Path and Domain."
_ELSEWHERE = "If it lies elsewhere now, say what was renamed with --path OLD=NEW."


def page_changes(before: Recording, after: Recording, moved: Moved) -> Lost:
    """The pages that no longer answer as they did, and those that were not asked again.

    Args:
        before: the earlier recording.
        after: the later one.
        moved: the way from the earlier addresses to those of today.
    """
    now = {page.key: page for page in seen_pages(after)}
    found: list[Broken] = []
    missed: dict[str, list[str]] = {}
    same = 0
    for page in seen_pages(before, moved):
        if not any(shape.worked for shape in page.shapes):
            continue
        reason = _not_asked(page.key, now, lost=before.login.proved and not after.login.proved)
        if reason:
            missed.setdefault(reason, []).append(called(page.key))
        elif told := _changed(page, now[page.key], _ELSEWHERE if moved.origin not in moved.origins else ""):
            found.append(told)
        else:
            same += 1
    unknown = (Unknown(", ".join(names), reason, "") for reason, names in missed.items())
    return Lost(tuple(found), tuple(unknown), same)


def called(key: PageKey) -> str:
    """A page in words: its path, and for whom."""
    return f"{key.path} ({'logged in' if key.inside else 'visitor'})"


def _not_asked(key: PageKey, now: Mapping[PageKey, SeenPage], *, lost: bool) -> str:
    """Why nothing is known of a page, as a clause; empty where something is."""
    if key.inside and lost:
        return "nobody was logged in to ask for it"
    if key not in now:
        return "not asked again for sure: its address changes each time or may do something, or the session had ended"
    if all(shape.status == TOO_MANY for shape in now[key].shapes):
        return TOO_MANY_REQUESTS
    return ""


def _changed(was: SeenPage, now: SeenPage, elsewhere: str) -> Broken | None:
    """What a page does that it did not; None if any of its answers is as one that worked."""
    worked: list[Shape] = [shape for shape in was.shapes if shape.worked]
    told = [(old, new, difference(old, new)) for old in worked for new in now.shapes]
    if any(not said for _, _, said in told):
        return None
    old, new, said = told[-1]
    hint = _hint(was.key, old, new, elsewhere)
    return Broken(Part.PAGE, called(was.key), said, old.exchange, new.exchange, hint)


def _hint(key: PageKey, old: Shape, new: Shape, elsewhere: str) -> str:
    """Why a page is broken, or what to look at; empty where nothing says so."""
    if new.status == _NOT_FOUND:
        return elsewhere
    if new.status in _GATEWAY:
        return _NO_APPLICATION
    # Pages of insiders count only where a control behind them showed the session alive.
    return _COOKIE_LOST if key.inside and new.password and not old.password else ""
