"""What a recording keeps of an HTML page: facts, never text."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from hardtack.recording.forms import find_login_form, read_page
from hardtack.recording.message import Response
from hardtack.recording.model import PageFacts

_SESSION_ID_IN_URL = re.compile(
    r"(?:;|[?&])(jsessionid|phpsessid|sessionid|session_id|sid|aspsessionid\w*|cfid|cftoken)=([^&;#/?]{16,})",
    re.IGNORECASE,
)
_AT_MOST = 20


def page_facts(response: Response, url: str, masked: Callable[[str], str]) -> PageFacts | None:
    """The facts of an HTML response.

    Args:
        response: the live response.
        url: its URL.
        masked: how a URL is masked before it is kept.

    Returns:
        The facts, or None if the content is not HTML.
    """
    content_type = response.value("content-type") or ""
    if "html" not in content_type.lower() or not response.body:
        return None
    page = read_page(response.body, content_type, url)
    login = find_login_form(page)
    host = urlsplit(url).hostname
    https = url.lower().startswith("https:")
    targets = [link.url for link in page.links] + [form.action for form in page.forms]
    plain_parts = (
        [(part.kind, part.url) for part in page.subresources if part.url.lower().startswith("http:")] if https else []
    )
    plain_links = (
        [to for to in targets if to.lower().startswith("http:") and urlsplit(to).hostname == host] if https else []
    )
    carrying_ids = [to for to in targets if _SESSION_ID_IN_URL.search(to)]
    return PageFacts(
        any(field.kind == "password" for form in page.forms for field in form.fields),
        masked(login.form.action) if login else None,
        tuple(dict.fromkeys((kind, masked(to)) for kind, to in plain_parts))[:_AT_MOST],
        tuple(dict.fromkeys(masked(to) for to in plain_links))[:_AT_MOST],
        tuple(dict.fromkeys(masked(to) for to in carrying_ids))[:_AT_MOST],
    )
