"""What a form sends."""

import pytest

from hardtack.recording.forms import Field, Form, Option, default_button, read_page, submission


def form_of(markup: str) -> Form:
    """The first form of a page in UTF-8."""
    return read_page(markup.encode(), "text/html; charset=utf-8", "http://h/a?x=1#f").forms[0]


MANY = (
    "<form action='/go?old=1' method=post><input name=a value='x y~é'><input type=checkbox name=on checked>"
    "<input type=checkbox name=off><input type=radio name=r value=1><input type=radio name=r value=2 checked>"
    "<select name=s><option>A<option selected>B</select><select name=t><option disabled>A<option>C</select>"
    "<select name=m multiple><option selected>1<option>2<option selected>3</select><input value=unnamed>"
    "<input name=dis disabled value=1><textarea name=ta>l1\nl2</textarea><button name=b value=go>Go</button>"
    "<input type=reset name=x><input type=submit name=other value=O><input type=hidden name=_charset_></form>"
)


def test_only_successful_controls_are_sent() -> None:
    """Unchecked, disabled, unnamed fields and other buttons stay at home."""
    form = form_of(MANY)
    sent = submission(form, {}, button=default_button(form))
    assert (sent.method, sent.url, sent.content_type) == (
        "POST",
        "http://h/go?old=1",
        "application/x-www-form-urlencoded",
    )
    assert sent.body == b"a=x+y%7E%C3%A9&on=on&r=2&s=B&t=C&m=1&m=3&ta=l1%0D%0Al2&b=go&_charset_=utf-8"
    assert "x+y" not in repr(sent)


def test_values_fill_in_and_omit_leaves_out() -> None:
    """Given values replace the page's, check boxes by being checked; further names come last."""
    form = form_of("<form><input name=a><input name=a value=2><input type=checkbox name=c checked><button>Go</button>")
    sent = submission(form, {"a": "1", "z": "3", "c": "yes"}, omit=())
    assert sent.url == "http://h/a?a=1&c=yes&z=3"
    assert submission(form, {}, omit=(form.fields[2],)).url == "http://h/a?a=&a=2"
    assert submission(form, {}, button=form.fields[3]).url == "http://h/a?a=&a=2&c=on"


def test_value_named_as_a_button_is_added() -> None:
    """A button that is not pressed takes no value; the name is sent as a script would."""
    form = form_of("<form><input type=submit name=go value=1><input name=b>")
    assert submission(form, {"go": "x"}).url == "http://h/a?b=&go=x"


def test_button_overrides_the_form() -> None:
    """A button's own address, method and encoding count."""
    form = form_of(
        "<form action=/f><input name=a value=1><button name=b formaction=/o?q=1 formmethod=post formenctype=text/plain>"
    )
    sent = submission(form, {}, button=form.fields[1])
    assert (sent.method, sent.url, sent.body, sent.content_type) == (
        "POST",
        "http://h/o?q=1",
        b"a=1\r\nb=\r\n",
        "text/plain",
    )


@pytest.mark.parametrize(("name", "query"), (("n", "n.x=0&n.y=0"), ("", "x=0&y=0")))
def test_image_button_sends_where_it_was_pressed(name: str, query: str) -> None:
    """A picture sends the place of the press."""
    form = form_of(f"<form><input type=image name='{name}'>")
    assert submission(form, {}, button=form.fields[0]).url == f"http://h/a?{query}"


def test_multipart() -> None:
    """Parts carry escaped names, files are empty, and the same form gives the same bytes."""
    form = form_of(
        "<form method=post enctype=multipart/form-data><input name='a\"b' value='1&#10;2'>"
        "<input type=file name=f></form>"
    )
    sent = submission(form, {})
    boundary = sent.content_type.removeprefix("multipart/form-data; boundary=")
    assert sent.body.decode().split(f"--{boundary}") == [
        "",
        '\r\nContent-Disposition: form-data; name="a%22b"\r\n\r\n1\r\n2\r\n',
        (
            '\r\nContent-Disposition: form-data; name="f"; filename=""\r\n'
            "Content-Type: application/octet-stream\r\n\r\n\r\n"
        ),
        "--\r\n",
    ]
    assert submission(form, {}) == sent


def test_text_is_sent_in_the_forms_charset() -> None:
    """What the charset lacks becomes a character reference."""
    field = Field("a", "text", "é€Ж")
    form = Form("http://h/", "POST", "application/x-www-form-urlencoded", (field,), charset="cp1252")
    assert submission(form, {}).body == b"a=%E9%80%26%231046%3B"


def test_select_without_usable_option_sends_nothing() -> None:
    """A select whose options are all disabled is not successful."""
    field = Field("s", "select", options=(Option("1", "1", disabled=True),))
    assert submission(Form("http://h/", "GET", "", (field,)), {}).url == "http://h/"


def test_one_of_two_buttons_alike_is_pressed() -> None:
    """Two buttons alike in all send their name once."""
    form = form_of("<form><button name=b value=1>Go</button><button name=b value=1>Go</button></form>")
    assert submission(form, {}, button=form.fields[1]).url == "http://h/a?b=1"
