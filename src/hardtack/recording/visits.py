"""Finds the links of a page that a walk may follow: to the login, and to pages of the user's own."""

import re
from urllib.parse import urlsplit

from hardtack.recording import words
from hardtack.recording.address import origin, without_fragment
from hardtack.recording.meaning import (
    carries_token,
    is_destructive,
    privacy,
    says_login,
    says_logout,
    url_says_login,
    url_says_logout,
)
from hardtack.recording.page import Link, Page

MAX_CANDIDATES = 40
"""Links to pages inside that are handed on at most."""

MAX_LOGIN_LINKS = 20
"""Links to the login that are handed on at most."""

_NO_PAGE = re.compile(
    r"\.(?:css|js|mjs|json|xml|rss|atom|png|jpe?g|gif|svg|ico|webp|woff2?|pdf|zip|gz|tgz|tar|csv|xlsx?|docx?|mp[34]|exe)$",
    re.IGNORECASE,
)
_LEADS_AWAY = re.compile(r"=(?:https?:|https?%3A)?(?:/|%2F){2}", re.IGNORECASE)
_PLAINLY = 40
_CONFIRMS = re.compile(r"\bconfirm\s*\(")


def login_links(page: Page) -> tuple[Link, ...]:
    """The links of a page that lead to the login, the surest first; none that does anything else."""
    scored: dict[str, tuple[int, Link]] = {}
    for link in page.links:
        spoken = max(says_login(link.text), says_login(link.title))
        score = spoken + url_says_login(link.url) + (0 if origin(link.url) == origin(page.url) else -20)
        leaves = says_logout(link.text) or url_says_logout(link.url)
        stays = without_fragment(link.url) == without_fragment(page.url)
        other = words.has(words.fold(f"{link.text} {link.title}"), words.REGISTER + words.CHANGE_PASSWORD)
        if link.method == "GET" and not (leaves or stays or other) and score > scored.get(link.url, (0, link))[0]:
            scored[link.url] = (score, link)
    best = sorted(scored.values(), key=lambda each: -each[0])
    return tuple(link for _, link in best[:MAX_LOGIN_LINKS])


def _may_be_visited(page: Page, link: Link) -> bool:
    """Whether a request for a link does no harm as far as its address, words and attributes tell."""
    if origin(link.url) != origin(page.url) or link.method != "GET" or link.guarded or _CONFIRMS.search(link.onclick):
        return False
    said = f"{link.text} {link.title}"
    if _NO_PAGE.search(urlsplit(link.url).path) or carries_token(link.url) or _LEADS_AWAY.search(link.url):
        return False
    if is_destructive(link.url) or is_destructive(said):
        return False
    leaves = url_says_logout(link.url) or says_logout(link.text) or says_logout(link.title) or says_logout(link.marks)
    return not leaves and url_says_login(link.url) < _PLAINLY and not says_login(link.text)


def inside_candidates(page: Page, *, username: str) -> tuple[Link, ...]:
    """The links of a page seen inside that are likely to lead to pages only this user sees.

    Args:
        page: A page seen after the login.
        username: The user's name, empty where there is none.

    Returns:
        At most `MAX_CANDIDATES` links of the same origin, the most private-looking first, one for each address;
        none that looks as if it changed something, logged in or out, or were no page. The page itself is left out.
    """
    scored: dict[str, tuple[int, Link]] = {}
    for link in page.links:
        address = without_fragment(link.url)
        if address == without_fragment(page.url) or not _may_be_visited(page, link):
            continue
        score = privacy(link.url, username) + privacy(f"{link.text} {link.title}", username)
        if score > scored.get(address, (-1, link))[0]:
            scored[address] = (score, link)
    best = sorted(scored.values(), key=lambda each: -each[0])
    return tuple(link for _, link in best[:MAX_CANDIDATES])
