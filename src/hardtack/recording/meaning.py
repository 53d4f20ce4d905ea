"""Says what a text or an address means: logout, login, harm, or a page of the user's own."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from hardtack.recording import words

_MAX_PARAMETERS = 50
_FEW_WORDS = 6
_NO = frozenset({"0", "false", "no", "off", "none", "null"})
_EXTENSION = re.compile(r"\.(?:php\d?|aspx?|jspx?|jsf|do|action|html?|cgi|pl|cfm|ashx|axd)$", re.IGNORECASE)
_PARAMETER_OF_PATH = re.compile(r";[^/]*")
_AUTHORITY = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")


def says_logout(text: str) -> int:
    """How surely a control's words say logout: 0 not at all, 40 plainly, less beside words on something else."""
    folded = words.fold(text)
    if words.is_one_of(folded, words.LOGOUT_ALONE):
        return 30
    if not words.has(folded, words.LOGOUT):
        return 0
    rest = words.without(folded, words.LOGOUT)
    if words.has(rest, words.LOGOUT_NOT) or len(rest.split()) > _FEW_WORDS:
        return 0
    return 15 if words.has(folded, words.EVERYWHERE) else 40


def _segment_says_logout(segment: str) -> int:
    """As `says_logout`, for a path's segment or a parameter's name or value."""
    return says_logout(_EXTENSION.sub("", segment))


def _query_says_logout(query: str) -> int:
    """How surely a query says logout: `action=logout`, `logoff=true`, `route=/logout`, or just `logout`."""
    best = 0
    for name, value in _parameters(query):
        named = words.fold(name)
        if words.is_one_of(named, words.ONWARD) or words.is_one_of(named, words.TOKENS):
            continue
        if value.strip().lower() not in _NO and _segment_says_logout(name):
            best = max(best, _segment_says_logout(name))
        best = max(best, _path_says_logout(value))
    return best


def _parameters(query: str) -> list[tuple[str, str]]:
    """A query's names and values; where too many or none, what there is. `;` separates as `&` does."""
    pairs = query.replace(";", "&").split("&")[:_MAX_PARAMETERS]
    return parse_qsl("&".join(pairs), keep_blank_values=True, errors="replace")


def _path_says_logout(path: str) -> int:
    """How surely a path says logout: plainly by its last segment, less by an earlier one."""
    *earlier, last = [segment for segment in path.split("/") if segment] or [""]
    if any(words.has(words.fold(segment), words.READING) for segment in earlier):
        return 0
    if said := _segment_says_logout(last):
        return said
    if words.has(words.fold(_EXTENSION.sub("", last)), words.LOGOUT_NOT):
        return 0
    return min(15, max(map(_segment_says_logout, earlier), default=0))


def url_says_logout(url: str) -> int:
    """How surely an absolute address is a logout's: 0 not at all, 40 plainly, less where it ends other sessions too."""
    parts = urlsplit(url)
    path = unquote(_PARAMETER_OF_PATH.sub("", parts.path))
    return max(_path_says_logout(path), _query_says_logout(parts.query))


def is_destructive(url_or_text: str) -> bool:
    """Whether an address or a text looks as if a request deleted, paid, cancelled or changed something.

    Such a link is never requested. Where in doubt the answer is yes: a `payment-history` page is refused as well.

    Args:
        url_or_text: An absolute or relative address (its host is not looked at), or the words of a control.
    """
    folded = words.fold(unquote(_AUTHORITY.sub("", url_or_text)))
    return words.has(folded, words.HARMFUL_STEMS) or words.has(folded, words.HARMFUL)


def harms_beside_logout(text: str) -> bool:
    """Whether a logout control's words, logout itself set aside, say that it does harm as well."""
    return is_destructive(words.without(words.fold(text), words.LOGOUT + words.LOGOUT_ALONE))


def says_login(text: str) -> int:
    """How surely a control's words say login: 0 not at all, 40 plainly."""
    folded = words.fold(text)
    if len(folded.split()) > _FEW_WORDS or says_logout(text) or not words.has(folded, words.LOGIN):
        return 0
    return 40


def url_says_login(url: str) -> int:
    """How surely an absolute address is a login's: by its last path segment or a value of its query."""
    parts = urlsplit(url)
    path = _EXTENSION.sub("", unquote(_PARAMETER_OF_PATH.sub("", parts.path)).rstrip("/"))
    if url_says_logout(url):
        return 0
    last = words.fold(path.rpartition("/")[2])
    if words.is_one_of(last, words.LOGIN_PATH) or words.is_one_of(last, words.LOGIN):
        return 40
    values = [words.fold(value) for name, value in _parameters(parts.query) if not _leads_onward(name)]
    if any(words.is_one_of(value, words.LOGIN_PATH) for value in values):
        return 40
    return 20 if words.has(last, words.LOGIN_PATH) else 0


def _leads_onward(name: str) -> bool:
    return words.is_one_of(words.fold(name), words.ONWARD)


def carries_token(url: str) -> bool:
    """Whether an address carries a token against forgery: a request that needs one changes something."""
    return any(words.has(words.fold(name), words.TOKENS) for name, _ in _parameters(urlsplit(url).query))


def privacy(text: str, username: str) -> int:
    """How likely a text or an address means a page of the user's own; 0 where nothing says so.

    Args:
        text: Words of a link, or an address.
        username: The user's name, empty where there is none.
    """
    folded = words.fold(unquote(_AUTHORITY.sub("", text)))
    score = 60 if username and words.fold(username).strip() and words.fold(username) in folded else 0
    score += 20 if words.has(folded, words.PRIVATE_MOST) else 0
    return score + (20 if words.has(folded, words.PRIVATE) else 0)
