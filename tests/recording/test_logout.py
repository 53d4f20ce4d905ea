"""Finding what logs out."""

import pytest

from hardtack.recording.forms import LogoutControl, Page, logout_controls, read_page, submission


def page_of(markup: str) -> Page:
    """Reads a page in UTF-8."""
    return read_page(markup.encode(), "text/html; charset=utf-8", "http://h/a/")


def controls_of(markup: str) -> tuple[LogoutControl, ...]:
    """The logout controls of a page."""
    return logout_controls(page_of(markup))


WORDS = (
    *("Log out", "LOGOUT", "Log-off", "Sign out", "Signout", "Log out (baker)", "exit", "Disconnect"),
    *("Abmelden", "Ausloggen", "Déconnexion", "Se déconnecter", "Cerrar sesión", "Salir", "Terminar sessão", "Sair"),
    *("Disconnetti", "Esci", "Uitloggen", "Afmelden", "Wyloguj się", "Выйти", "Выход", "Çıkış yap", "Oturumu kapat"),
    *("Odhlásit se", "Logga ut", "ログアウト", "退出登录", "登出", "로그아웃", "تسجيل الخروج"),
)


@pytest.mark.parametrize("words", WORDS)
def test_words_say_logout(words: str) -> None:
    """A link that says logout in one of the languages is one, wherever it leads."""
    (control,) = controls_of(f"<a href=/x>{words}</a>")
    assert (control.kind, control.method, control.url) == ("link", "GET", "http://h/x")


@pytest.mark.parametrize(
    "url",
    (
        *("/logout", "/logout.php", "/user/sign_out", "/x?action=logout", "/?do=logout&sectok=1", "?logoff=true"),
        *(
            "?@action=logout",
            "index.php?route=/logout",
            "/logout;jsessionid=1",
            "/wp-login.php?action=logout&_wpnonce=1",
        ),
        *("?logout", "/wiki/Logout", "/exit", "/a?x=1;a=logout", "https://o/logout"),
    ),
)
def test_address_says_logout(url: str) -> None:
    """A link without words is a logout by its path or query."""
    (control,) = controls_of(f"<a href='{url}'><i></i></a>")
    assert control.score > 20


@pytest.mark.parametrize(
    "markup",
    (
        "<a href=/logout-settings>Logout settings</a>",
        "<a href=/help/logout>How to log out</a>",
        "<a href=/docs/logout.html>x</a>",
        "<a href=/login?next=/logout>Log in</a>",
        "<a href=/search?q=logout>x</a>",
        "<a href=/x?logout=0>x</a>",
        "<a href=/x>How do I log out of all the devices that I ever used anywhere?</a>",
        "<a href=#>Log out</a>",
        "<a href=/x>Exit survey</a>",
        "<a href=/logout>Delete account and log out</a>",
        "<a href=/logout/options>x</a>",
        "<form action=/login method=post><input type=hidden name=next value=/logout><input name=u></form>",
        "<form action=/login><input type=hidden name=action value=logout><input type=password name=p></form>",
        "<form action=/logout><button>Delete account</button></form>",
        "<button onclick=\"location='http://['\">Log out</button>",
        "<button onclick=\"location='/other'\">Other</button>",
        "<button onclick=\"location='/logout'\">Delete all and log out</button>",
        "<script>var a = '/login', b = '//[', c = 'logout';</script>",
        "<form action=/x><button disabled>Log out</button></form>",
        "",
    ),
)
def test_what_is_no_logout(markup: str) -> None:
    """Help, settings, return addresses, and what does harm as well are no logouts."""
    assert controls_of(markup) == ()


def test_form_with_token_comes_before_the_link_whose_script_sends_it() -> None:
    """The form that a link submits is the better way, as it carries the token."""
    found = controls_of(
        "<a href=/logout onclick=\"document.getElementById('f').submit()\">Log out</a>"
        "<form id=f action=/logout method=post><input type=hidden name=_token value=t></form>"
    )
    assert [(control.kind, control.method) for control in found] == [("form", "POST"), ("link", "GET")]
    assert found[0].form is not None
    assert submission(found[0].form, {}).body == b"_token=t"


@pytest.mark.parametrize(
    ("markup", "kind", "url", "body"),
    (
        (
            (
                "<form action=/logout method=post><input type=hidden name=t value=1>"
                "<button name=b value=2>Logout</button></form>"
            ),
            "button",
            "http://h/logout",
            b"t=1&b=2",
        ),
        (
            "<form action=/do method=post><input type=hidden name=action value=logout><button>Go</button></form>",
            "form",
            "http://h/do",
            b"action=logout",
        ),
        (
            "<form action=/do method=post><button>Save</button><button formaction=/signout>X</button></form>",
            "button",
            "http://h/signout",
            b"",
        ),
        ("<form id=logout action=/end method=post></form>", "form", "http://h/end", b""),
    ),
)
def test_forms_and_buttons(markup: str, kind: str, url: str, body: bytes) -> None:
    """A form logs out as a whole or by one of its buttons."""
    (control,) = controls_of(markup)
    assert (control.kind, control.method, control.url) == (kind, "POST", url)
    assert control.form is not None
    assert submission(control.form, {}, button=control.button).body == body


def test_form_that_is_typed_into_ranks_lower() -> None:
    """A settings form with a logout button is a worse way than a plain link."""
    found = controls_of("<form action=/s><input name=a><button>Log out</button></form><a href=/o>Log out</a>")
    assert [control.url for control in found] == ["http://h/o", "http://h/s"]


def test_order_of_controls() -> None:
    """Plain ones come first, then all devices, then other sites, then what only a script names."""
    found = controls_of(
        '<script>var u = "\\/user\\/logout", v = `https://o/logout`;</script><script type=application/json>'
        '{"logout_url": "/json/logout"}</script><a href=https://sso.test/x>Log out</a>'
        "<a href=/logout/all>Log out of all devices</a><a href=/logout>Log out</a>"
    )
    assert [control.url for control in found] == [
        "http://h/logout",
        "http://h/logout/all",
        "http://h/user/logout",
        "http://h/json/logout",
        "https://sso.test/x",
    ]


def test_clickables() -> None:
    """What a script or data attribute does is read from it."""
    found = controls_of(
        "<button onclick=\"window.location.href='/logout'\">X</button><span data-url=/signout data-method=post>Y</span>"
        "<a href=\"javascript:go('/bye')\">Log out</a>"
    )
    assert {(control.method, control.url) for control in found} == {
        ("GET", "http://h/logout"),
        ("POST", "http://h/signout"),
        ("GET", "http://h/bye"),
    }


def test_link_that_a_script_may_send_as_post_gets_the_pages_token() -> None:
    """A POST with the token is the second way; the token goes to the page's own origin only."""
    token = "<form action=/x><input type=hidden name=csrf_token value=t></form>"
    found = controls_of(token + "<a href=/logout>Log out</a><a href=https://o.test/logout>Log out</a>")
    assert [(control.method, control.url) for control in found] == [
        ("GET", "http://h/logout"),
        ("GET", "https://o.test/logout"),
        ("POST", "http://h/logout"),
    ]
    assert found[2].form is not None
    assert submission(found[2].form, {}).body == b"csrf_token=t"


def test_data_method_takes_the_meta_token() -> None:
    """A link that says POST by itself is sent with the parameter that the page's metas name."""
    (control,) = controls_of(
        "<meta name=csrf-token content=t><meta name=csrf-param content=auth><a data-method=post href=/logout>x</a>"
    )
    assert control.method == "POST"
    assert control.form is not None
    assert submission(control.form, {}).body == b"auth=t"


def test_scripts_that_the_page_loads_are_searched() -> None:
    """A caller's scripts count as the page's own; a script with very many strings is not read to its end."""
    page = page_of("<p>")
    (control,) = logout_controls(page, scripts=["x = 'logout-url'; get('/api/logout')"])
    assert (control.kind, control.url) == ("script", "http://h/api/logout")
    assert logout_controls(page, scripts=["'abc' " * 5_001 + "'/logout'"]) == ()
