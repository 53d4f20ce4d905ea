"""What a walk will send, in its order: the answer to `--dry-run`, from the brief alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from hardtack.recording.brief import Brief
from hardtack.recording.measured import Measuring
from hardtack.recording.model import Step
from hardtack.recording.walk.scripts import SCRIPTS_AT_MOST
from hardtack.recording.walk.timing import logins_for, requests_for
from hardtack.report.phrases import shown


@dataclass(frozen=True, slots=True)
class Planned:
    """A part of the walk.

    Attributes:
        step: which part.
        sends: what it sends.
        least: requests it sends at least, where it is reached and no redirect is followed.
        most: requests it sends at most, redirects not counted; None where only the budget bounds it.
        when: the condition under which it is reached, empty for always.
    """

    step: Step
    sends: str
    least: int
    most: int | None
    when: str = ""


_SCRIPTS = Planned(
    Step.SCRIPTS, "GET of scripts of pages inside", 0, SCRIPTS_AT_MOST, "scripts can read the session cookie"
)


def parts_of(brief: Brief) -> tuple[Planned, ...]:
    """The parts of the walk that a brief leads to, in order."""
    other = "http" if urlsplit(brief.url).scheme == "https" else "https"
    twin = (brief.http_url if other == "http" else brief.https_url) or f"the same page over {other}"
    also = len(brief.also)
    neighbours = ["GET of the host's root", "of two pages that are not there", *(f"of {url}" for url in brief.also)]
    around: tuple[Planned, ...] = (
        Planned(
            Step.PLAIN,
            "GET of the page over http, without cookies, then with what a browser would send",
            least=0,
            most=4,
            when="both schemes answer",
        ),
        Planned(Step.NEIGHBOUR, ", ".join(neighbours), 1 + also, 3 + 5 * also),
    )
    outside = (
        Planned(Step.VISIT, f"GET {brief.login_url or brief.url}", 1, 2),
        Planned(Step.TWIN, f"GET {twin}", 1, 4),
    )
    if brief.revisit:
        sends = f"GET of up to {len(brief.revisit)} pages of the earlier recording that this walk does not come by"
        around = (Planned(Step.REVISIT, sends, 0, len(brief.revisit) + 1), *around)
    if not brief.authenticated:
        return (*outside, *around, *_measuring(brief))
    inside = (_inside if brief.own is None else _with_own_session)(brief, around)
    return (*outside, *inside, *_measuring(brief))


def _with_own_session(brief: Brief, around: tuple[Planned, ...]) -> Iterator[Planned]:
    """The parts of a walk with a session that was brought along: no login, and an end only if it is allowed."""
    # The address of a pasted command may hold secrets in its query.
    copied = brief.own is not None and brief.inside_url is not None and brief.inside_url == brief.own.url
    named = "the page of the curl command" if copied else brief.inside_url
    page = named or "the page and those it links to, up to eight"
    yield Planned(Step.LOGIN, f"GET {named or brief.url} with the session that was brought along", 1, 1)
    yield Planned(Step.ORACLE, f"GET {page}: with and without cookies, anonymous, garbled, three times each", 12, 40)
    yield Planned(Step.CREDENTIALS, "GET of that page with subsets of the cookies", 0, 130)
    yield Planned(Step.EXPOSURE, "GET of that page with the cookies that each kind of attacker gets", 0, 10)
    yield from around
    yield _SCRIPTS
    if brief.end_session:
        yield Planned(Step.LOGOUT, f"{_logout(brief)}; that page just before and after", 3, 20)
        yield Planned(Step.REPLAY, "GET of that page with the cookies from before it", 2, None, "a logout was made")


def _inside(brief: Brief, around: tuple[Planned, ...]) -> Iterator[Planned]:
    login, steps = _login(brief)
    page = brief.inside_url or brief.recipe.inside_url or "pages that the login leads to, up to eight"
    settled = f", and again {brief.settle:g} seconds later" if brief.settle > 0 else ""
    again = "one more login if that ends the session"
    if not brief.recipe.login and not brief.login_url:
        yield Planned(Step.VISIT, "GET of links that say login", 0, 3, "the first page has no login form")
    yield Planned(Step.LOGIN, login, steps, steps)
    yield Planned(Step.ORACLE, f"GET {page}: with and without cookies, anonymous, garbled, three times each", 12, 40)
    yield Planned(Step.FIXATION, "GET of that page with the cookies from before the login", 2, 4)
    yield Planned(Step.CREDENTIALS, f"GET of that page with subsets of the cookies; {again}", 0, 130 + steps)
    yield Planned(
        Step.SECOND_LOGIN, f"{login}: a second session, after planting an invented id", steps + 2, 2 * steps + 12
    )
    yield Planned(Step.EXPOSURE, "GET of that page with the cookies that each kind of attacker gets", 1, 10)
    yield from around
    yield _SCRIPTS
    yield Planned(Step.LOGOUT, f"{_logout(brief)}; that page just before and after", 3, 20)
    yield Planned(
        Step.REPLAY, f"GET of that page with the cookies from before the logout{settled}", 2, None, "a logout was made"
    )
    yield Planned(Step.THIRD_LOGIN, f"{login}: again, up to twice", steps + 1, 2 * steps + 14)
    if brief.failed_login:
        yield Planned(
            Step.FAILED_LOGIN,
            f"{login}, with a wrong password: once",
            least=steps + 1,
            most=steps + 2,
            when="the form shows no captcha and no count of attempts",
        )


def _measuring(brief: Brief) -> Iterator[Planned]:
    """What is sent beyond the walk, on request."""
    measuring = brief.measuring
    if measuring.sample_ids:
        sends = f"GET {brief.login_url or brief.url}, each time without cookies: {measuring.sample_ids} ids"
        yield Planned(Step.SAMPLE, sends, 1, measuring.sample_ids + 1)
    if not brief.authenticated or brief.own is not None:
        return
    for step, seconds, what in (
        (Step.MEASURE_IDLE, measuring.idle, "left idle"),
        (Step.MEASURE_ABSOLUTE, measuring.absolute, "kept busy"),
    ):
        if seconds:
            alone = Measuring(idle=seconds) if step is Step.MEASURE_IDLE else Measuring(absolute=seconds)
            sends = f"up to {logins_for(alone)} further logins; sessions of them {what} for up to {seconds:g} seconds"
            yield Planned(step, sends, 1, requests_for(alone))


def _login(brief: Brief) -> tuple[str, int]:
    """How a login looks, and how many requests one takes."""
    if brief.recipe.login:
        return ", ".join(f"{step.method} {step.url}" for step in brief.recipe.login), len(brief.recipe.login)
    code = " and that of a one-time code" if brief.totp else ""
    form = f"GET of the login form{f' at {brief.login_url}' if brief.login_url else ''} and its submission{code}"
    return form, 3 if brief.totp else 2


def _logout(brief: Brief) -> str:
    if brief.logout is not None:
        return f"{brief.logout.method} {brief.logout.url}"
    if brief.recipe.logout:
        return ", ".join(f"{step.method} {step.url}" for step in brief.recipe.logout)
    return "the way out that the pages show, or that stands beside the login's address (up to three are tried)"


def dry_run_text(brief: Brief) -> str:
    """The parts as text, ending with a line feed.

    Args:
        brief: what the walk would be asked.
    """
    lines = [f"What an audit of {shown(brief.url)} sends (nothing was sent now):", ""]
    for number, part in enumerate(parts_of(brief), 1):
        when = f" - if {part.when}" if part.when else ""
        lines.append(f"{number:>3}. {part.step.value}: {shown(part.sends)}{when}")
        lines.append(f"     {_count(part)}")
    hosts = [shown(url) for url in (brief.url, brief.login_url, brief.http_url, brief.https_url, *brief.also) if url]
    allowed = [shown(host) for host in brief.allowed_hosts]
    lines += [
        "",
        f"At most {brief.max_requests + requests_for(brief.measuring)} requests in all, redirects included.",
        f"Nothing is sent elsewhere than to the hosts of {', '.join([*dict.fromkeys(hosts), *allowed])}.",
        "Leave --dry-run out to run it.",
    ]
    return "\n".join(lines) + "\n"


def _count(part: Planned) -> str:
    if part.most is None:
        return f"{part.least} or more requests"
    if part.least == part.most:
        return f"{part.most} request{'s' if part.most != 1 else ''}"
    return f"{part.least} to {part.most} requests"
