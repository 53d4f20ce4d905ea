"""Finding the login form and its fields."""

import pytest

from hardtack.recording.forms import LoginForm, Page, find_login_form, login_submission, read_page


def page_of(markup: str) -> Page:
    """Reads a page in UTF-8."""
    return read_page(markup.encode(), "text/html; charset=utf-8", "http://h/login")


def login_of(markup: str) -> LoginForm:
    """The login form of a page that has one."""
    login = find_login_form(page_of(markup))
    assert login is not None
    return login


PASSWORD = "<input type=password name=p>"


@pytest.mark.parametrize(
    ("fields", "name"),
    (
        ("<input name=x><input name=y autocomplete='section-a username'>" + PASSWORD, "y"),
        ("<input name=x><input type=email name=y>" + PASSWORD, "y"),
        ("<input name=log><input name=y>" + PASSWORD, "log"),
        ("<input name=__login_name><input name=y>" + PASSWORD, "__login_name"),
        ("<input name=pma_username><input name=y>" + PASSWORD, "pma_username"),
        ("<input name=j_username>" + PASSWORD + "<input name=y>", "j_username"),
        ("<label for=q>Benutzername</label><input id=q name=x><input name=y>" + PASSWORD, "x"),
        ("<label>Имя пользователя <input name=x></label><input name=y>" + PASSWORD, "x"),
        ("<label>ユーザー名 <input name=x></label><input name=y>" + PASSWORD, "x"),
        ("<input name=x><input name=y><input type=hidden name=user>" + PASSWORD + "<input name=z>", "y"),
        (PASSWORD + "<input name=user>", "user"),
        ("<input name=captcha>" + PASSWORD, None),
        (PASSWORD, None),
    ),
)
def test_user_name_field(fields: str, name: str | None) -> None:
    """Autocomplete, type, name and place tell the user name's field, in this order."""
    username = login_of(f"<form method=post>{fields}<button>Log in</button></form>").username
    assert (username.name if username else None) == name


@pytest.mark.parametrize(
    "label",
    (
        *("Remember me", "Stay signed in", "Angemeldet bleiben", "Se souvenir de moi", "Recuérdame", "Lembrar-me"),
        *("Ricordami", "Onthoud mij", "Zapamiętaj mnie", "Запомнить меня", "Beni hatırla", "Zapamatovat si mě"),
        *("Kom ihåg mig", "ログイン状態を保持する", "记住我", "로그인 상태 유지", "تذكرني"),
    ),
)
def test_remember_box_is_found_and_left_unchecked(label: str) -> None:
    """A remember box is found by its label and not sent, even where it is on by default."""
    login = login_of(
        f"<form method=post><input name=u>{PASSWORD}<label><input type=checkbox name=r checked> {label}</label>"
        "<input type=checkbox name=other checked></form>"
    )
    assert login.remember is not None
    assert login_submission(login, "a", "b").body == b"u=a&p=b&other=on"


def test_login_submission_sends_extra_values_and_no_user_where_none_is_asked() -> None:
    """A password-only form sends the password; a select keeps its default."""
    login = login_of(f"<form method=post><select name=s><option>1<option selected>2</select>{PASSWORD}</form>")
    assert login_submission(login, "a", "b", {"t": "1"}).body == b"s=2&p=b&t=1"


@pytest.mark.parametrize(
    "markup",
    (
        "<p>nothing</p>",
        PASSWORD,
        f"<form>{PASSWORD}{PASSWORD}</form>",
        "<form><input type=password></form>",
        "<form><input type=password name=p disabled></form>",
        f"<form><input name=u>{PASSWORD}<button>Sign up</button></form>",
        "<form method=post><input name=u><input type=password name=p autocomplete=new-password></form>",
        (
            f"<form action=/register><input name=u><input name=first><input name=last>{PASSWORD}"
            "<button>Registrieren</button></form>"
        ),
    ),
)
def test_what_is_no_login_form(markup: str) -> None:
    """Without a form, with several passwords, or where it says registration, there is no login form."""
    assert find_login_form(page_of(markup)) is None


def test_login_is_preferred_to_registration() -> None:
    """Of two forms with one password the one that says login is taken."""
    login = login_of(
        f"<form action=/join method=post><input name=u>{PASSWORD}<button>Sign up</button></form>"
        "<form action=/in method=post><input name=u><input type=password name=q autocomplete=current-password>"
        "<button>Sign in with Google</button><button name=go>Sign in</button></form>"
    )
    assert login.password.name == "q"
    assert login.button is not None
    assert login.button.name == "go"


def test_button_without_words_and_no_button() -> None:
    """The Enter key's button is taken where none says login; a form may have none."""
    assert login_of(f"<form>{PASSWORD}<button name=b>Next</button></form>").button is not None
    assert login_of(f"<form>{PASSWORD}</form>").button is None


def test_hidden_password_field_does_not_count_beside_a_visible_one() -> None:
    """A trap that no person sees is not the password's field."""
    login = login_of(f"<form><input type=password name=trap style='display:none'><input name=u>{PASSWORD}</form>")
    assert login.password.name == "p"


@pytest.mark.parametrize(
    ("extra", "captcha"),
    (
        ("<div class=g-recaptcha></div>", True),
        ("<div class=cf-turnstile></div>", True),
        ("<input name=captcha_answer>", True),
        ("<script src=https://h.test/hcaptcha/api.js></script>", True),
        ("<div class=grid></div>", False),
    ),
)
def test_captcha(extra: str, captcha: bool) -> None:  # noqa: FBT001 - a table's column
    """A captcha is seen by the names that it goes by."""
    assert login_of(f"<form>{extra}{PASSWORD}</form>").captcha is captcha


def test_attempts_hint() -> None:
    """A page that counts attempts says so."""
    assert login_of(f"<p>2 attempts left</p><form>{PASSWORD}</form>").attempts_left_hint
    assert not login_of(f"<form>{PASSWORD}</form>").attempts_left_hint
