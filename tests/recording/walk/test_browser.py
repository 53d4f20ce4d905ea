"""What a walk's browser sends along with a form."""

from dataclasses import replace

from hardtack.recording.message import Answer, Request
from tests.recording.site import BRIEF, HOST, URL, Site, html, played, sent_value

TOKEN = "token-of-the-page"


def login_page(action: str) -> Site:
    """A site whose login page holds a token in a meta element."""
    page = html(
        f'<meta name="csrf-token" content="{TOKEN}"><form method="post" action="{action}"><input name="username">'
        '<input name="password" type="password"><button>Log in</button></form>'
    )

    def answer(_: int, request: Request) -> Answer | None:
        return page if request.method == "GET" and request.url == f"{URL}login" else None

    return Site(instead=answer)


def posted(walked: tuple[Request, ...]) -> Request:
    """The first form that was sent."""
    return next(request for request in walked if request.method == "POST")


def test_a_form_with_get_puts_its_fields_into_the_address() -> None:
    """It has no content, and no Origin."""
    form = '<form action="/logout"><input type="hidden" name="from" value="menu"><button>Log out</button></form>'
    walk = played(Site(logout="hidden", inside=form))
    left = next(request for request in walk.requests if request.url == f"{URL}logout?from=menu")
    assert (left.method, left.body, sent_value(left, "origin")) == ("GET", b"", "")


def test_a_token_in_a_meta_element_goes_along_as_a_field() -> None:
    """As the page's script would send it."""
    walk = played(login_page("/login"))
    assert sent_value(posted(walk.requests), "x-csrf-token") == TOKEN
    assert walk.recording.login.proved


def test_a_token_is_not_carried_to_another_origin() -> None:
    """A form that is sent elsewhere tells where it comes from, and nothing that the page keeps for itself."""
    walk = played(login_page("https://sso.example/login"), replace(BRIEF, allowed_hosts=("sso.example",)))
    request = posted(walk.requests)
    assert request.url == "https://sso.example/login"
    assert sent_value(request, "origin") == f"https://{HOST}"
    assert sent_value(request, "x-csrf-token") == ""
