"""Cutting HTML into tags and text, decoding it, and resolving its references."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtack.recording.address import MAX_LENGTH, resolve
from hardtack.recording.charset import codec_of, decode_page, page_codec
from hardtack.recording.markup import (
    MAX_ATTRIBUTES,
    EndTag,
    StartTag,
    Text,
    decode_attribute,
    decode_text,
    tokens,
)


@pytest.mark.parametrize(
    ("document", "expected"),
    (
        ("a<b>c</b>", [Text("a"), StartTag("b"), Text("c"), EndTag("b")]),
        ("<A HREF=x>", [StartTag("a", {"href": "x"})]),
        ("<a x='1' x=2 y>", [StartTag("a", {"x": "1", "y": ""})]),
        ('<a x = "a>b" / y=z/>', [StartTag("a", {"x": "a>b", "y": "z/"})]),
        ("<a =b=c>", [StartTag("a", {"=b": "c"})]),
        ("1 < 2 <", [Text("1 < 2 <")]),
        ("<!-- <a> -->b", [Text("b")]),
        ("<!-->b", [Text("b")]),
        ("<!--->b", [Text("b")]),
        ("<!-- x --!>b", [Text("b")]),
        ("a<!-- never closed", [Text("a")]),
        ("<!doctype html>a", [Text("a")]),
        ("<?php x ?>a", [Text("a")]),
        ("</ bogus>a", [Text("a")]),
        ("</é>a", [Text("a")]),
        ("a<! never closed", [Text("a")]),
        ("a<b c='never closed", [Text("a")]),
        ("a<b c", [Text("a")]),
        ("<script><a></script>x", [StartTag("script"), Text("<a>", "script"), EndTag("script"), Text("x")]),
        ("<script>a</scripty>", [StartTag("script"), Text("a</scripty>", "script")]),
        ("<title>&lt;b></title>", [StartTag("title"), Text("<b>", "title"), EndTag("title")]),
        ("<style>&lt;</style>", [StartTag("style"), Text("&lt;", "style"), EndTag("style")]),
        ("a\r\nb\rc\0", [Text("a\nb\nc\ufffd")]),
    ),
)
def test_document_is_cut_as_browsers_cut_it(document: str, expected: list[StartTag | EndTag | Text]) -> None:
    """Tags, comments, raw text and broken ends are told apart by the standard's rules."""
    assert list(tokens(document)) == expected


def test_attributes_beyond_the_bound_are_read_over() -> None:
    """A tag with too many attributes still ends where it ends."""
    many = " ".join(f"a{index}=1" for index in range(MAX_ATTRIBUTES + 5))
    tag, text = tokens(f"<p {many}>x")
    assert isinstance(tag, StartTag)
    assert len(tag.attributes) == MAX_ATTRIBUTES
    assert text == Text("x")


@pytest.mark.parametrize(
    ("written", "in_text", "in_attribute"),
    (
        ("a&amp;b", "a&b", "a&b"),
        ("a&#038;b", "a&b", "a&b"),
        ("a&#x26;b", "a&b", "a&b"),
        ("?a=1&sectok=2", "?a=1§ok=2", "?a=1&sectok=2"),
        ("?a=1&copy=2", "?a=1©=2", "?a=1&copy=2"),
        ("&copy", "©", "©"),
        ("&nosuch;", "&nosuch;", "&nosuch;"),
        ("&#99999999999999;", "\ufffd", "\ufffd"),
        ("& b", "& b", "& b"),
        ("plain", "plain", "plain"),
    ),
)
def test_character_references(written: str, in_text: str, in_attribute: str) -> None:
    """References are decoded, and an unescaped ampersand in a link stays an ampersand."""
    assert decode_text(written) == in_text
    assert decode_attribute(written) == in_attribute


def test_reference_with_thousands_of_digits_is_harmless() -> None:
    """A number longer than Python converts is one character out of range."""
    assert decode_text(f"&#{'9' * 6000};") == "\ufffd"


@pytest.mark.parametrize(
    ("body", "content_type", "codec"),
    (
        (b"\xef\xbb\xbfa", "text/html; charset=latin1", "utf-8"),
        (b"\xff\xfea\0", "", "utf-16-le"),
        (b"a", "text/html; charset=ISO-8859-1", "cp1252"),
        (b"a", 'text/html; charset="koi8-r"', "koi8-r"),
        (b"<meta charset=shift_jis>", "text/html", "cp932"),
        (b"<meta charset=utf-16>", "text/html", "utf-8"),
        (b"<meta charset=punycode>", "text/html", "utf-8"),
        (b"<meta http-equiv=content-type content='text/html; charset=gbk'>", "", "gb18030"),
        (b"a\xe9b", "text/html; charset=unicode_escape", "cp1252"),
        ("é".encode(), "", "utf-8"),
    ),
)
def test_codec_of_a_page(body: bytes, content_type: str, codec: str) -> None:
    """Byte order mark, content type, meta element and guess come in this order; odd codecs are never used."""
    assert page_codec(body, content_type) == codec


def test_page_is_decoded_whatever_its_bytes() -> None:
    """Bytes the codec does not know are replaced, the byte order mark goes."""
    assert decode_page(b"\xef\xbb\xbfa\xff", "utf-8") == "a\ufffd"
    assert codec_of(" UTF8 ") == "utf-8"
    assert codec_of("idna") is None


@pytest.mark.parametrize(
    ("reference", "expected"),
    (
        ("x", "http://h:8080/a/x"),
        ("/x", "http://h:8080/x"),
        ("//o/x", "http://o/x"),
        ("", "http://h:8080/a/b?q=1"),
        ("?y=2", "http://h:8080/a/b?y=2"),
        ("#f", "http://h:8080/a/b?q=1#f"),
        (" \n/x\ty ", "http://h:8080/xy"),
        ("\\x\\y?z=\\", "http://h:8080/x/y?z=\\"),
        ("/x#y\\z", "http://h:8080/x#y\\z"),
        ("HTTP://H:80", "http://h/"),
        ("https://h:443/x", "https://h/x"),
        ("https://h:8443/x", "https://h:8443/x"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("/ä b?ü=%20", "http://h:8080/%C3%A4%20b?%C3%BC=%20"),
        ("http://bücher.test/", "http://xn--bcher-kva.test/"),
        ("javascript:alert(1)", None),
        ("mailto:a@b", None),
        ("http://u:p@h/", None),
        ("http://[/", None),
        ("http://h:99999/", None),
        ("http://a..b\u00e9/", None),
        ("http://<x>/", None),
        ("http:///", None),
        ("//", None),
        ("http://:80/", None),
        ("///o/x", "http://o/x"),
        ("x" * (MAX_LENGTH + 1), None),
    ),
)
def test_references_are_resolved_as_browsers_do(reference: str, expected: str | None) -> None:
    """Only http and https addresses come back, normalised."""
    assert resolve("http://h:8080/a/b?q=1", reference) == expected


@given(st.text(max_size=200))
def test_resolving_never_raises(reference: str) -> None:
    """Whatever an attribute holds, the answer is an address or None."""
    resolved = resolve("https://h/a", reference)
    assert resolved is None or resolved.startswith(("http://", "https://"))
