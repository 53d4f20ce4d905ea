"""The options of an audit as far as its recording tells them: what a verification repeats without being told."""

import re
from dataclasses import replace
from typing import assert_never
from urllib.parse import urlsplit

from hardtack.cli.options import Options
from hardtack.errors import UsageError
from hardtack.recording.model import LoginMethod, Recording, Step
from hardtack.recording.moved import Moved, is_masked, own_origins, site_of
from hardtack.recording.seen_pages import to_revisit

_NAMED_LOGOUT = re.compile(r"[A-Z]+ https?://\S+")


def as_recorded(options: Options, given: frozenset[str], before: Recording, moved: Moved) -> Options:
    """Fill in what the user left out: as it was, at the addresses of today.

    Args:
        options: what the user said, the URL settled.
        given: names of the options that were said.
        before: the earlier recording.
        moved: the way to the addresses of today.

    Raises:
        UsageError: something that a recording doesn't hold is needed.
    """
    target = before.target
    told = replace(
        options,
        also=options.also or tuple(moved.url(url) for url in target.also if not is_masked(url)),
        profile=options.profile or target.profile.value,
        settle=options.settle if "settle" in given else target.settle,
        allow_host=options.allow_host or _allowed(before),
        login_url=options.login_url or _address(_login_page(before), moved),
        inside_url=options.inside_url or _address(_inside_page(before), moved),
        logout=options.logout or _logout(options, before, moved),
        revisit=to_revisit(before, moved),
    )
    if site_of(options.url or "") in own_origins(before):
        told = _with_other_side(told, before)
    _refuse_what_is_missing(told, before)
    return told


def wants_a_name(before: Recording) -> bool:
    """Whether a user name was sent with the password in an earlier audit."""
    login = before.login
    match login.method:
        case LoginMethod.BASIC:
            return True
        case LoginMethod.FORM:
            return login.user_name
        case LoginMethod.RECIPE | LoginMethod.BROUGHT | LoginMethod.NONE:
            return False
    assert_never(login.method)


def _address(url: str | None, moved: Moved) -> str | None:
    return None if url is None or is_masked(url) else moved.url(url)


def _login_page(before: Recording) -> str | None:
    """The login page, where it was named: then the walk began there and not at the URL."""
    first = before.exchanges[0] if before.exchanges else None
    named = first is not None and first.step is Step.VISIT and first.request.url != before.target.url
    return first.request.url if named and first is not None else None


def _inside_page(before: Recording) -> str | None:
    """The page for insiders, where it was named: then no other was tried, though the login led elsewhere."""
    if before.oracle is None:
        return None
    asked = [one for one in before.exchanges if one.browser == "first" and one.step in {Step.LOGIN, Step.ORACLE}]
    landing = [one.request.url for one in asked if one.step is Step.LOGIN]
    tried = {one.request.url for one in asked if one.step is Step.ORACLE}
    alone = tried == {before.oracle.url} and bool(landing) and landing[-1] != before.oracle.url
    brought = before.login.method is LoginMethod.BROUGHT and landing[:1] == [before.oracle.url]
    return before.oracle.url if alone or (brought and before.oracle.url != before.target.url) else None


def _logout(options: Options, before: Recording, moved: Moved) -> str | None:
    told = before.login.logout or ""
    if options.logout_url is not None or not before.login.logout_named or not _NAMED_LOGOUT.fullmatch(told):
        return None
    method, _, url = told.partition(" ")
    return None if is_masked(url) else f"{method} {moved.url(url)}"


def _allowed(before: Recording) -> tuple[str, ...]:
    """The further hosts that answered: they were allowed."""
    target = before.target
    named = {urlsplit(url).hostname for url in (target.url, target.https, target.http, *target.also) if url}
    hosts = (urlsplit(one.request.url).hostname for one in before.exchanges if one.response is not None)
    return tuple(dict.fromkeys(host for host in hosts if host is not None and host not in named))


def _with_other_side(options: Options, before: Recording) -> Options:
    """The other scheme's address, where the application is where it was."""
    secure = (options.url or "").lower().startswith("https:")
    other = before.target.http if secure else before.target.https
    if other is None or is_masked(other):
        return options
    if secure:
        return replace(options, http_url=options.http_url or other)
    return replace(options, https_url=options.https_url or other)


def _refuse_what_is_missing(options: Options, before: Recording) -> None:
    brought = options.cookie_file is not None or options.curl is not None
    method = before.login.method
    if not before.login.proved or brought or options.recipe is not None:
        return
    if method is LoginMethod.RECIPE:
        raise UsageError("The audit before logged in by a recipe.", "Give it again with --recipe FILE.")
    if method is LoginMethod.BROUGHT and options.username is None:
        raise UsageError(
            "The audit before went on with a session that was brought along.",
            "Give a fresh one with --cookie-file or --curl, or log in with --username.",
        )
