"""What stood in the way of a navigation, in words for a person: why no login form, or no page inside, was reached."""

from hardtack.recording.message import Failure, FailureKind, Response
from hardtack.recording.walk.browser import HOPS_AT_MOST, Visit, elsewhere, redirect_target
from hardtack.recording.walk.ground import Ground

_REDIRECTS = range(300, 400)


def trouble(ground: Ground, visit: Visit, subject: str) -> str:
    """One clause without a full stop, or nothing where an ordinary page was reached.

    Args:
        ground: the walk.
        visit: the navigation.
        subject: what was asked, as the clause's subject ("the login").
    """
    answer = visit.last.answer
    if isinstance(answer, Failure):
        if answer.kind is FailureKind.REFUSED_SCOPE:
            return f"{subject} leads out of this audit: {_without_stop(answer.detail)}"
        return f"{subject} was not answered: {answer.kind.value}: {_without_stop(answer.detail)}"
    if visit.left is not None:
        return f"{subject} leads to {elsewhere(ground, visit.left)}"
    if len(visit.hops) >= HOPS_AT_MOST and redirect_target(visit.last) is not None:
        return f"{subject} redirects without end: {HOPS_AT_MOST} redirects were followed"
    return _of_status(answer, subject) or _of_content(ground, visit, answer, subject)


def _of_status(answer: Response, subject: str) -> str:
    status = answer.status
    if status == 429:
        wanted = (answer.value("retry-after") or "").strip()
        wait = f", for {wanted} more seconds" if wanted.isascii() and wanted.isdigit() and len(wanted) < 9 else ""
        return f"{subject} was refused because of too many requests (429){wait}"
    if status >= 500:
        return f"{subject} was answered with an error of the server ({status})"
    if status == 401:
        schemes = ", ".join(dict.fromkeys(line.partition(" ")[0][:20] for line in answer.values("www-authenticate")))
        return f"{subject} asks for a login that is no form (401{f', {schemes}' if schemes else ''})"
    if status >= 400:
        return f"{subject} was answered with an error ({status})"
    if status in _REDIRECTS:
        return f"{subject} was answered with a redirect ({status}) to no address that can be read"
    return f"{subject} was answered with {status}, which is no page" if status not in range(200, 300) else ""


def _of_content(ground: Ground, visit: Visit, answer: Response, subject: str) -> str:
    page = visit.page
    if answer.truncated:
        return f"{subject} sent a page that was cut short: too large, too slow, or broken in its encoding"
    if page is None:
        kind = (answer.value("content-type") or "").partition(";")[0].strip()[:60]
        return f"{subject} was answered with {kind or 'content of no named type'} in place of an HTML page"
    if page.truncated:
        return f"{subject} sent a page of which only a part was read, since it is so large"
    if page.meta_refresh is not None and page.meta_refresh != page.url:
        return f"{subject} sent a page that forwards by itself to {ground.recorder.redactor.url(page.meta_refresh)}"
    return ""


def _without_stop(sentence: str) -> str:
    return sentence.removesuffix(".")
