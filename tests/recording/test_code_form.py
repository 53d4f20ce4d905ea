"""The form that asks for a one-time code: found by what it declares, else by its one field and its words."""

import pytest

from hardtack.recording.code_form import code_submission, find_code_form
from hardtack.recording.forms import read_page


def found(markup: str) -> str | None:
    """The name of the field for the code, or None."""
    asked = find_code_form(read_page(markup.encode(), "text/html; charset=utf-8", "https://shop.example/mfa"))
    return asked.code.name if asked else None


@pytest.mark.parametrize(
    ("markup", "name"),
    (
        pytest.param("<form><input name=x autocomplete=one-time-code></form>", "x", id="declared"),
        pytest.param(
            "<form><input name=a></form><form><input name=x autocomplete='one-time-code webauthn'></form>",
            "x", id="declared in a later form",
        ),
        pytest.param("<form><input name=otp></form>", "otp", id="named"),
        pytest.param("<form><input name=otpCode type=tel></form>", "otpCode", id="named in camel case"),
        pytest.param("<form><label for=i>Bestätigungscode</label><input id=i name=v type=number></form>", "v", id="de"),
        pytest.param("<form><label>Código de verificación <input name=v></label></form>", "v", id="es"),
        pytest.param("<form><label>Code de vérification <input name=v></label></form>", "v", id="fr"),
        pytest.param("<form><label>认证: 验证码 <input name=v></label></form>", "v", id="zh"),
        pytest.param(
            "<form><input type=hidden name=csrf_token value=a><input name=token><input type=checkbox name=trust>"
            "<button>Verify</button></form>", "token", id="with token, box and button",
        ),
        pytest.param("<form><input name=q></form>", None, id="another field"),
        pytest.param("<form><input name=promo_code></form>", None, id="another code"),
        pytest.param("<form><input name=captcha_code></form>", None, id="a captcha"),
        pytest.param("<form><input name=code><input name=street></form>", None, id="two fields"),
        pytest.param("<form><input name=code><input name=pw type=password></form>", None, id="a password field"),
        pytest.param("<form><input name=code type=hidden></form>", None, id="hidden"),
        pytest.param("<form><input autocomplete=one-time-code></form>", None, id="declared, but never sent"),
        pytest.param("<p>code</p>", None, id="no form"),
    ),
)  # fmt: skip
def test_found(markup: str, name: str | None) -> None:
    """The field for the code, if it is one."""
    assert found(markup) == name


def test_what_is_sent() -> None:
    """Code, hidden fields and button; no box that would trust this browser, but others as they are."""
    page = read_page(
        b"<form action=/verify method=post><input type=hidden name=state value=s1>"
        b"<input name=otp>"
        b"<input type=checkbox name=remember_me checked><label><input type=checkbox name=c value=1 checked>Trust this "
        b"device</label><input type=checkbox name=terms value=yes checked>"
        b"<button name=go value=1>Verify</button></form>",
        "text/html",
        "https://shop.example/mfa",
    )
    asked = find_code_form(page)
    assert asked is not None
    sent = code_submission(asked, "123456")
    assert (sent.method, sent.url) == ("POST", "https://shop.example/verify")
    assert sent.body == b"state=s1&otp=123456&terms=yes&go=1"
