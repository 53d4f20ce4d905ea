"""Decodes a page's bytes as browsers do: byte order mark, content type, meta element, then a guess.

Sources: WHATWG HTML section 13.2.3 (determining the character encoding) and the WHATWG Encoding standard's labels.
Only the labels listed here are honoured: Python knows codecs (`punycode`, `unicode_escape`) that are no page's
encoding and that a hostile label must not reach.
"""

import codecs
import re

PRESCAN = 1024
"""Bytes at the start of a page in which a meta element may name the encoding."""

_LABELS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "utf-16": "utf-16-le",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    # The Encoding standard reads these three as windows-1252.
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "iso-8859-2": "iso-8859-2",
    "latin2": "iso-8859-2",
    "iso-8859-5": "iso-8859-5",
    "iso-8859-6": "iso-8859-6",
    "iso-8859-7": "iso-8859-7",
    "iso-8859-8": "iso-8859-8",
    "iso-8859-9": "cp1254",
    "iso-8859-15": "iso-8859-15",
    "windows-1250": "cp1250",
    "windows-1251": "cp1251",
    "cp1251": "cp1251",
    "windows-1253": "cp1253",
    "windows-1254": "cp1254",
    "windows-1255": "cp1255",
    "windows-1256": "cp1256",
    "windows-1257": "cp1257",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "euc-jp": "euc-jp",
    "iso-2022-jp": "iso-2022-jp",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
}
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_PARAMETER = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_META = re.compile(rb"<meta[\s/][^>]{0,400}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)


def codec_of(label: str) -> str | None:
    """The Python codec for an encoding label of the web, or None where the label is not one of a page's."""
    return _LABELS.get(label.strip().lower())


def page_codec(body: bytes, content_type: str) -> str:
    """The codec a page is to be read with.

    Args:
        body: The page's bytes.
        content_type: The value of its Content-Type field, may be empty.

    Returns:
        A Python codec's name. Without any statement: UTF-8 where the bytes are UTF-8, else windows-1252.
    """
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return codec
    stated = _PARAMETER.search(content_type)
    if stated and (codec_found := codec_of(stated[1])):
        return codec_found
    meta = _META.search(body[:PRESCAN])
    if meta and (codec_found := codec_of(meta[1].decode("ascii"))):
        # A meta element that could be read byte by byte cannot be UTF-16 (HTML 13.2.3.3).
        return "utf-8" if codec_found.startswith("utf-16") else codec_found
    try:
        codecs.getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def decode_page(body: bytes, codec: str) -> str:
    """Decodes a page's bytes; what the codec does not know becomes U+FFFD, a byte order mark is dropped."""
    return body.decode(codec, "replace").removeprefix("\ufeff")
