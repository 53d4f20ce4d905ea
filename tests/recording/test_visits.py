"""Finding the login, pages inside, dangerous links, and tokens."""

import pytest

from hardtack.recording.forms import (
    Page,
    csrf_field,
    csrf_meta,
    inside_candidates,
    is_destructive,
    login_links,
    read_page,
)


def page_of(markup: str) -> Page:
    """Reads a page in UTF-8."""
    return read_page(markup.encode(), "text/html; charset=utf-8", "http://h/a")


@pytest.mark.parametrize(
    "link",
    (
        *("<a href=/x>Log in</a>", "<a href=/x>Sign in</a>", "<a href=/login.php></a>", "<a href=/users/sign_in></a>"),
        *(
            "<a href=/auth></a>",
            "<a href=/x?action=login></a>",
            "<a href=/x title=Anmelden></a>",
            "<a href=/x>Connexion</a>",
        ),
        *("<a href=/x>Iniciar sesión</a>", "<a href=/x>Entrar</a>", "<a href=/x>Accedi</a>", "<a href=/x>Inloggen</a>"),
        *(
            "<a href=/x>Zaloguj się</a>",
            "<a href=/x>Войти</a>",
            "<a href=/x>Giriş yap</a>",
            "<a href=/x>Přihlásit se</a>",
        ),
        *("<a href=/x>Logga in</a>", "<a href=/x>ログイン</a>", "<a href=/x>登录</a>", "<a href=/x>로그인</a>"),
        *("<a href=/x>تسجيل الدخول</a>", "<a href=/mylogin-login></a>"),
    ),
)
def test_login_links(link: str) -> None:
    """A link says login by its words or its address; it is no page inside."""
    page = page_of(link)
    assert len(login_links(page)) == 1


@pytest.mark.parametrize(
    "link",
    (
        *(
            "<a href=/logout?next=/login>x</a>",
            "<a href=/x>Log out</a>",
            "<a href=/register>Sign up</a>",
            "<a href=/a#login>x</a>",
        ),
        *("<a href=/x>Lost your login?</a>", "<a href=/x data-method=post>Log in</a>", "<a href=/x?next=login>x</a>"),
        "<a href=/x>An article about how people used to log in</a>",
    ),
)
def test_what_is_no_login_link(link: str) -> None:
    """Logout, registration, the page itself and articles do not lead to the login."""
    assert login_links(page_of(link)) == ()


def test_login_links_best_first() -> None:
    """Words and address together weigh most, another site least; each address comes once."""
    page = page_of(
        "<a href=https://o/login>Log in</a><a href=/login>x</a><a href=/login>Log in</a><a href=/y>Log in</a>"
    )
    assert [link.url for link in login_links(page)] == ["http://h/login", "https://o/login", "http://h/y"]


@pytest.mark.parametrize(
    "text",
    (
        *(
            "/delete?id=1",
            "/deleteUser",
            "/user/remove",
            "?action=cancel",
            "/payment-history",
            "Pay now",
            "Unsubscribe",
        ),
        *("/cache/purge", "/reset", "Shut down", "/restart", "Disable", "/token/revoke", "Transfer", "Buy", "/order/1"),
        *(
            "Approve",
            "DROP TABLE",
            "http://h/a%20delete",
            "Konto löschen",
            "Kündigen",
            "Kaufen",
            "Supprimer",
            "Annuler",
        ),
        *(
            "Payer",
            "Eliminar",
            "Pagar",
            "Cancelar",
            "Excluir",
            "Comprar",
            "Rimuovi",
            "Acquista",
            "Verwijderen",
            "Betalen",
        ),
        *("Usuń", "Zapłać", "Удалить", "Оплатить", "Sil", "Satın al", "Smazat", "Zrušit", "Ta bort", "Radera", "削除"),
        *("購入する", "删除", "支付", "삭제", "결제", "حذف", "/toggle", "/cart/add", "?welcome=dismiss"),
    ),
)
def test_destructive(text: str) -> None:
    """What looks as if it changed or cost something is refused, in every language."""
    assert is_destructive(text)


@pytest.mark.parametrize(
    "text",
    (
        *(
            "/profile",
            "/dropdown",
            "/border",
            "/payload",
            "My account",
            "http://delete.test/x",
            "/pages/1",
            "Einstellungen",
        ),
        *("Silver", "Dashboard", "/me", "マイページ", "", "/messages", "/admin/auth/user/"),
    ),
)
def test_not_destructive(text: str) -> None:
    """Words only count from their beginning, and a host's name does not count."""
    assert not is_destructive(text)


def test_inside_candidates_best_first() -> None:
    """The user's own pages come first; nothing is among them that could harm or leave."""
    page = page_of(
        "<a href=/about>About</a><a href=/settings>Settings</a><a href=/u/baker>Me</a><a href=/profile>Profile</a>"
        "<a href=/profile#x>again</a><a href=/a#top>Top</a><a href=https://o/me>Me</a><a href=/delete>Delete</a>"
        "<a href=/x>Cancel plan</a><a href=/logout>Bye</a><a href=/y>Log out</a><a href=/login>x</a>"
        "<a href=/z>Log in</a>"
        "<a href=/m data-method=post>M</a><a href=/d download>D</a><a href=/c onclick='return confirm(1)'>C</a>"
        "<a href=/f.pdf>F</a><a href=/t?_wpnonce=1>T</a><a href='/r?url=https%3A%2F%2Fo'>R</a>"
        "<a href=/q title='Sign out'>Q</a>"
        "<a href=/w class=logout>W</a>"
    )
    assert [link.url for link in inside_candidates(page, username="Baker")] == [
        "http://h/u/baker",
        "http://h/profile",
        "http://h/settings",
        "http://h/about",
    ]
    assert inside_candidates(page, username="")[0].url == "http://h/profile"


def test_inside_candidates_are_bounded() -> None:
    """No more links are handed on than a walk can visit."""
    assert len(inside_candidates(page_of("".join(f"<a href=/{n}>x</a>" for n in range(99))), username="")) == 40


@pytest.mark.parametrize(
    ("metas", "expected"),
    (
        ("<meta name=csrf-token content=t>", ("t", "X-CSRF-Token", None)),
        ("<meta name=csrf-token content=t><meta name=csrf-param content=p>", ("t", "X-CSRF-Token", "p")),
        ("<meta name=_csrf content=t><meta name=_csrf_header content=X-XSRF-TOKEN>", ("t", "X-XSRF-TOKEN", None)),
        ("<meta name=_csrf content=t><meta name=_csrf_header content='a: b'>", ("t", "X-CSRF-Token", None)),
        ("<meta name=csrf-token content=''>", None),
    ),
)
def test_csrf_meta(metas: str, expected: tuple[str, str, str | None] | None) -> None:
    """The token of the metas comes with the field name to send it in; its repr does not show it."""
    found = csrf_meta(page_of(metas))
    assert (found and (found.token, found.header, found.parameter)) == expected
    assert "'t'" not in repr(found)


@pytest.mark.parametrize(
    "name", ("csrfmiddlewaretoken", "_token", "authenticity_token", "sectok", "__FORM_TOKEN", "@csrf")
)
def test_csrf_field(name: str) -> None:
    """A hidden field with a token's name is the form's token."""
    form = page_of(f"<form><input type=hidden name=id><input name=token><input type=hidden name={name} value=1>").forms[
        0
    ]
    field = csrf_field(form)
    assert field is not None
    assert field.value == "1"
