"""Reading pages: what is found, what is left out, and how hostile ones are borne."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtack.recording import drafts, fields, reader
from hardtack.recording.forms import (
    Field,
    Option,
    Page,
    Subresource,
    find_login_form,
    inside_candidates,
    login_links,
    logout_controls,
    read_page,
)

URL = "http://h/a/b?q=1"


def page_of(markup: str, url: str = URL) -> Page:
    """Reads a page written in UTF-8."""
    return read_page(markup.encode(), "text/html; charset=utf-8", url)


def test_head_of_a_page() -> None:
    """Title, base, metas and refresh are read; the first of each counts."""
    page = page_of(
        "<title> A\n b </title><title>no</title><base href=/c/><base href=/no/><meta name=CSRF-Token content=t>"
        "<meta property='og:x' content=y><meta http-equiv=Refresh content='3; URL=\"next?a=1\"'>"
        "<meta http-equiv=refresh content='0;url=/no'><a href=x>"
    )
    assert (page.title, page.base_url, page.meta_refresh) == ("A b", "http://h/c/", "http://h/c/next?a=1")
    assert dict(page.metas) == {"csrf-token": "t", "og:x": "y"}
    assert page.links[0].url == "http://h/c/x"


@pytest.mark.parametrize(
    ("markup", "refresh"),
    (
        ("<meta http-equiv=refresh content=5>", URL),
        ("<meta http-equiv=refresh content='0;/x'>", "http://h/x"),
        ("<meta http-equiv=refresh content=\"0; url='/x y'\">", "http://h/x%20y"),
        ("<meta http-equiv=refresh content=soon>", None),
        ("<noscript><meta http-equiv=refresh content='0;url=/noscript'></noscript>", None),
        ("<base href='javascript:x'>", None),
    ),
)
def test_meta_refresh(markup: str, refresh: str | None) -> None:
    """A refresh is resolved; one for browsers without scripts is none."""
    assert page_of(markup).meta_refresh == refresh


def test_links_and_what_acts_like_one() -> None:
    """Links carry words and attributes; what has no address of its own is a clickable."""
    page = page_of(
        "<a id=i class=c href='/x?a=1&#038;b=2' title=T aria-label=L onclick=f() data-method=delete download>"
        "Lo<b>g <img alt=out></b></a> not <area href=/y alt=z><a href='javascript:go(1)'>J</a><a href=mailto:x>M</a>"
        "<button onclick=\"location='/z'\">B</button>after<div data-href=/w>W</div>"
        "<input type=button value=V onclick=v()>"
        "<a href=/s><svg><title>Icon</title></svg></a><a name=anchor>n</a>"
    )
    first = page.links[0]
    assert (first.url, first.text, first.title, first.marks) == ("http://h/x?a=1&b=2", "Log out", "T L", "i c")
    assert (first.method, first.onclick, first.guarded) == ("DELETE", "f()", True)
    assert [link.url for link in page.links] == ["http://h/x?a=1&b=2", "http://h/y", "http://h/s"]
    assert page.links[2].text == "Icon"
    assert [(item.text, item.script, item.reference) for item in page.clickables] == [
        ("J", "go(1)", ""),
        ("B", "location='/z'", ""),
        ("W", "", "/w"),
        ("V", "v()", ""),
    ]


def test_subresources_and_scripts() -> None:
    """What a browser loads is listed absolutely; programs and data are kept apart."""
    page = page_of(
        "<script src=/s.js>no</script><img src=i.png><iframe src=//o/f></iframe><link rel='x StyleSheet' href=c.css>"
        "<link rel=icon href=no><object data=d></object><video src=v></video><img src='data:x'><img src=''>"
        "<script>var a</script><script type='application/json' id=j>{}</script><script> </script>"
        "<script type='text/javascript; x'>b</script><style>s</style>"
    )
    assert page.subresources == (
        Subresource("script", "http://h/s.js"),
        Subresource("img", "http://h/a/i.png"),
        Subresource("iframe", "http://o/f"),
        Subresource("link", "http://h/a/c.css"),
        Subresource("object", "http://h/a/d"),
        Subresource("video", "http://h/a/v"),
    )
    assert page.inline_scripts == ("var a", "b")
    assert [(data.id, data.type, data.text) for data in page.data_scripts] == [("j", "application/json", "{}")]


def test_text_is_what_the_page_shows() -> None:
    """Scripts, styles, templates and noscript are no text; templates hold no links either."""
    page = page_of(
        "<p>one\n two<script>x</script><style>y</style><noscript>no</noscript><template>t<a href=/t>t</a>"
        "<p title=x></template></div> three"
    )
    assert page.text == "one two three"
    assert page.links == ()
    assert not page.truncated


def test_form_and_its_fields() -> None:
    """Fields have kind, value, label and state; a form attribute binds from anywhere."""
    page = page_of(
        "<form id=f action=go method=POST enctype=Multipart/Form-Data accept-charset='x, latin1'><legend>Leg</legend>"
        "<label>Name <input name=n value=v autocomplete=UserName></label><label for=e>Mail</label>"
        "<input id=e type=EMAIL name=e><input type=weird name=w placeholder=P><input type=checkbox name=c checked>"
        "<input type=hidden name=h value=1><textarea name=t>\nx&amp;y</textarea>"
        "<select name=s multiple><option>A<option value=b selected label=Bee>B<optgroup disabled><option>C</optgroup>"
        "<option disabled>D</select><fieldset disabled><input name=d></fieldset><input name=k style='display: none'>"
        "<button name=go value=1>Go</button><button type=button>No</button><input type=submit value=Send "
        "formaction=/o formmethod=get formenctype=text/plain><input name=dis disabled><form action=/nested></form>"
        "<input name=loose><input name=far form=f><input name=gone form=nosuch><option>stray</fieldset>"
    )
    form = page.forms[0]
    assert (form.action, form.method, form.enctype, form.charset) == (
        "http://h/a/go",
        "POST",
        "multipart/form-data",
        "cp1252",
    )
    assert form.text == "Leg Go No Send"
    by_name = {field.name: field for field in form.fields if field.name}
    assert [field.name for field in form.fields] == [*"necw"[:2], "w", "c", *"htsdk", "go", "", "", "dis", "far"]
    assert by_name["n"] == Field("n", "text", "v", label="Name", autocomplete="username")
    assert (by_name["e"].kind, by_name["e"].label) == ("email", "Mail")
    assert (by_name["w"].kind, by_name["w"].label) == ("text", "P")
    assert (by_name["c"].checked, by_name["c"].value) == (True, "on")
    assert not by_name["h"].visible
    assert not by_name["k"].visible
    assert by_name["t"].value == "x&y"
    assert by_name["s"].options == (
        Option("A", "A"),
        Option("b", "Bee", selected=True),
        Option("C", "C", disabled=True),
        Option("D", "D", disabled=True),
    )
    assert by_name["d"].disabled
    assert by_name["dis"].disabled
    button = form.fields[-3]
    assert (button.label, button.form_action, button.form_method, button.form_enctype) == (
        "Send",
        "http://h/o",
        "GET",
        "text/plain",
    )
    assert [field.name for field in page.loose_fields] == ["loose", "gone"]


@pytest.mark.parametrize(
    ("markup", "actions"),
    (
        ("<form>", [URL]),
        ("<base href=/c/><form action=''>", [URL]),
        ("<form action='/x#y'>", ["http://h/x"]),
        ("<form action='javascript:x'>", []),
        ("<form method=dialog>", []),
    ),
)
def test_action_of_a_form(markup: str, actions: list[str]) -> None:
    """A form without action goes to the page; one that sends nothing over http is none."""
    assert [form.action for form in page_of(markup).forms] == actions


def test_utf16_page_sends_utf8() -> None:
    """A form is never sent in UTF-16."""
    page = read_page("<form><input name=é>".encode("utf-16"), "", URL)
    assert page.forms[0].charset == "utf-8"
    assert page.forms[0].fields[0].name == "é"


HOSTILE = {
    "nested": "<div>" * 100_000 + "x",
    "forms": "<form>" * 100_000,
    "separate forms": "<form></form>" * 1_000,
    "fields": "<form>" + "".join(f"<input name=f{index}>" for index in range(10_000)) + "<textarea>x",
    "options": "<form><select>" + "<option>x" * 100_000,
    "labels": "<label><a onclick=x>" * 50_000,
    "fieldsets": "<fieldset disabled>" * 50_000,
    "links": "<a href=/x>y</a>" * 200_000,
    "text": "a b " * 2_500_000,
    "attribute": "<a href='" + "a" * 10_000_000 + "'>",
    "attributes": "<div " + " ".join(f"a{index}=1" for index in range(50_000)) + ">",
    "nul": "\0<a\0 href=\0x>" * 100_000,
    "declarations": "<!" * 300_000,
    "sections": "<![CDATA[" * 100_000,
    "quotes": "<a href='" * 200_000,
    "comments": "<!--" * 200_000,
    "scripts": "<script>" + "</scrip" * 300_000,
    "script text": "<script>" + "x" * 2_000_000 + "</script>",
    "ampersands": "&a" * 500_000,
    "spaces": "<a " + " " * 2_000_000 + "=b>",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_page_is_read_in_bounded_time_and_size(name: str) -> None:
    """No page takes long or yields more than the bounds, whatever it repeats."""
    body = HOSTILE[name].encode()
    before = time.perf_counter()
    page = read_page(body, "text/html", URL)
    logout_controls(page)
    # About 0.5 s on a busy machine; quadratic behaviour would take minutes.
    assert time.perf_counter() - before < 5
    assert len(page.links) <= reader.MAX_ITEMS
    assert len(page.text) <= reader.MAX_TEXT
    assert len(page.forms) <= fields.MAX_FORMS
    assert sum(map(len, page.inline_scripts)) <= reader.MAX_SCRIPTS


@pytest.mark.parametrize("name", ("text", "links", "fields", "options", "separate forms", "script text", "attribute"))
def test_what_a_bound_cuts_off_is_said(name: str) -> None:
    """A page that was not read whole says so."""
    assert read_page(HOSTILE[name].encode(), "text/html", URL).truncated


def test_words_of_a_label_are_bounded() -> None:
    """A label takes no more runs of text than the bound."""
    page = page_of("<form><label>" + "<b>x</b>" * 500 + "<input name=a></label>")
    assert len(page.forms[0].fields[0].label) == drafts.MAX_PIECES


def test_page_of_which_nothing_is_known_has_no_metas() -> None:
    """A page that is made without metas has none."""
    assert dict(Page(URL).metas) == {}


PARTS = st.sampled_from(
    (
        *(b"<form ", b"<input ", b"type=password ", b"name=a ", b">", b"</form>", b"<a href=", b"'", b"/logout"),
        *(
            b"<select>",
            b"<option>",
            b"<textarea>",
            b"</",
            b"<label for=x>",
            b"<button formaction=//[ ",
            b"&#",
            b"\0",
            b"\xff",
        ),
        *(
            b"<!--",
            b"<svg>",
            b"<title>",
            b"<template>",
            b"</template>",
            b"<script>",
            b"</script>",
            b"<base href=",
            b"<legend>",
        ),
    )
)


@given(st.one_of(st.binary(max_size=300), st.lists(PARTS, max_size=40).map(b"".join)), st.text(max_size=30))
def test_any_bytes_are_a_page(body: bytes, content_type: str) -> None:
    """Reading a page and asking everything of it never raises."""
    page = read_page(body, content_type, URL)
    find_login_form(page)
    login_links(page)
    inside_candidates(page, username="baker")
    assert len(logout_controls(page)) <= 40
