"""Curl commands as browsers copy them, for bash and for the command prompt of Windows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtack.errors import InputError
from hardtack.recording.curl_command import parse_curl
from hardtack.recording.shell_words import UnclosedQuoteError, shell_words
from hardtack.recording.vocabulary import Telling

CHROME_BASH = r"""curl 'https://shop.example/account?tab=1' \
  -H 'accept: text/html,application/xhtml+xml' \
  -H 'accept-language: de,en;q=0.9' \
  -b $'sid=abc\'d\u0021; theme=dark' \
  -H 'priority: u=0, i' \
  -H 'user-agent: Mozilla/5.0 (X11; Linux x86_64)'"""
FIREFOX_BASH = r"""curl 'https://shop.example/account?tab=1' --compressed \
 -H 'User-Agent: Mozilla/5.0 (X11; Linux x86_64)' -H 'Accept: text/html,application/xhtml+xml' \
 -H 'Accept-Language: de,en;q=0.9' -H 'Accept-Encoding: gzip, deflate, br' \
 -H 'Connection: keep-alive' -H "Cookie: sid=abc'd!; theme=dark" -H 'Priority: u=0, i'"""
CHROME_CMD = (
    'curl ^"https://shop.example/account?tab=1^" ^\r\n'
    '  -H ^"accept: text/html,application/xhtml+xml^" ^\r\n'
    '  -H ^"accept-language: de,en;q=0.9^" ^\r\n'
    '  -b ^"sid=abc\'d^!; theme=dark^" ^\r\n'
    '  -H ^"priority: u=0, i^" ^\r\n'
    '  -H ^"user-agent: Mozilla/5.0 (X11; Linux x86_64)^"'
)
OLDER_CMD = (
    'curl "https://shop.example/account?tab=1" ^\n -H "accept: text/html,application/xhtml+xml" ^\n'
    ' -H "accept-language: de,en;q=0.9" -H "cookie: sid=abc\'d!; theme=dark" ^\n -H "priority: u=0, i" ^\n'
    ' -A "Mozilla/5.0 (X11; Linux x86_64)" --compressed'
)


@pytest.mark.parametrize(
    "text",
    (
        pytest.param(CHROME_BASH, id="Chrome, bash"),
        pytest.param(CHROME_BASH.replace("\n", "\r\n"), id="Chrome, bash, pasted with CRLF"),
        pytest.param(FIREFOX_BASH, id="Firefox, bash"),
        pytest.param(CHROME_CMD, id="Chrome, cmd"),
        pytest.param(OLDER_CMD, id="quotes without carets, cmd"),
    ),
)
def test_what_browsers_copy(text: str) -> None:
    """Address, cookies and fields, whatever the quoting."""
    own = parse_curl(text)
    fields = {name.lower(): value for name, value in own.fields}
    assert own.url == "https://shop.example/account?tab=1"
    assert [(one.name, one.value, one.domain, one.secure) for one in own.cookies] == [
        ("sid", "abc'd!", "shop.example", True),
        ("theme", "dark", "shop.example", True),
    ]
    assert fields == {
        "accept": "text/html,application/xhtml+xml",
        "accept-language": "de,en;q=0.9",
        "priority": "u=0, i",
        "user-agent": "Mozilla/5.0 (X11; Linux x86_64)",
    }
    assert (own.telling, own.authorization, own.notes) == (Telling.VALUES, None, ())


@pytest.mark.parametrize(
    ("options", "authorization"),
    (
        pytest.param("-u name:word", "Basic bmFtZTp3b3Jk", id="user"),
        pytest.param("-uname:word", "Basic bmFtZTp3b3Jk", id="user in one word"),
        pytest.param("-H 'Authorization: Bearer t0ken'", "Bearer t0ken", id="field"),
        pytest.param("-u a:b -H 'Authorization: Bearer t0ken'", "Bearer t0ken", id="the field wins, as with curl"),
    ),
)
def test_authorization(options: str, authorization: str) -> None:
    """The field is kept apart from the others, which every request carries."""
    own = parse_curl(f"curl {options} http://shop.example/a#b")
    assert (own.authorization, own.fields, own.url) == (authorization, (), "http://shop.example/a")


@pytest.mark.parametrize(
    ("options", "notes"),
    (
        pytest.param("-sSL -X POST --compressed --http2 -o out -m 5", (), id="what changes nothing"),
        pytest.param(
            "-XPOST -d a=b", ("The command's content is left aside: the page is asked by GET.",), id="content"
        ),
        pytest.param(
            "--data-raw 'a=b' --json={}",
            ("The command's content is left aside: the page is asked by GET.",),
            id="content, twice",
        ),
        pytest.param(
            "-k", ("The command's --insecure is left aside; say --insecure here if you want it.",), id="insecure"
        ),
        pytest.param(
            "--insecure",
            ("The command's --insecure is left aside; say --insecure here if you want it.",),
            id="insecure, long",
        ),
        pytest.param(
            "-x http://p:1", ("The command's --proxy is left aside; say --proxy URL here if you want it.",), id="proxy"
        ),
        pytest.param("-H 'X-Empty;' -H 'X-None:' -H ':authority: a'", (), id="fields without value"),
    ),
)
def test_what_is_left_aside(options: str, notes: tuple[str, ...]) -> None:
    """Content and connection are not repeated; the user is told of what matters."""
    own = parse_curl(f"curl -b sid=1 {options} https://shop.example/")
    assert (own.notes, own.fields) == (notes, ())


def test_a_cookie_over_http_is_not_taken_for_secure() -> None:
    """A cookie that went over http goes there again; one of an https address never does."""
    assert [one.secure for one in parse_curl("curl --url http://shop.example/ -b a=1 -H 'Cookie: b=2'").cookies] == [
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    (
        pytest.param("", "does not begin with curl", id="nothing"),
        pytest.param("wget https://shop.example/", "does not begin with curl", id="another program"),
        pytest.param("curl 'https://shop.example/", "quotation mark", id="cut off in quotes"),
        pytest.param('curl "https://shop.example/', "quotation mark", id="cut off in double quotes"),
        pytest.param("curl -b sid=1", "names 0 addresses", id="no address"),
        pytest.param("curl -b sid=1 https://a.example https://b.example", "names 2 addresses", id="two addresses"),
        pytest.param("curl -b sid=1 shop.example", "not an http or https URL", id="no scheme"),
        pytest.param("curl https://shop.example/", "neither cookies nor", id="no session"),
        pytest.param("curl -b jar.txt https://shop.example/", "names a file", id="a jar"),
        pytest.param("curl -b", "option -b has no value", id="cut off after an option"),
        pytest.param("curl --cookie", "option --cookie has no value", id="cut off after a long option"),
        pytest.param("curl --next -b a=1 https://a.example", "option --next is not understood", id="unknown"),
        pytest.param("curl -Z -b a=1 https://a.example", "option -Z is not understood", id="unknown letter"),
        pytest.param("curl -H 'a b: c' https://a.example", "can't be sent", id="no field name"),
        pytest.param("curl -H $'a: b\\nc: d' https://a.example", "can't be sent", id="line break"),
    ),
)
def test_what_is_no_curl_command(text: str, says: str) -> None:
    """The message says what is wrong, without a value, and the hint how to get a good one."""
    with pytest.raises(InputError) as caught:
        parse_curl(text)
    assert says in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "words"),
    (
        pytest.param(r"a\ b 'c d'e \"f", ("a b", "c de", '"f'), id="bash, plain"),
        pytest.param('"a\\"b\\$c\\`d\\\\e\\f"', ('a"b$c`d\\e\\f',), id="bash, double quotes"),
        pytest.param('"a\\\nb" c\\\nd', ("ab", "cd"), id="bash, line ends taken away"),
        pytest.param("a\\\r\nb", ("ab",), id="bash, CRLF taken away"),
        pytest.param("a\\\rb", ("a\rb",), id="bash, a lone CR is a character"),
        pytest.param("'' \"\" $''", ("", "", ""), id="bash, empty words"),
        pytest.param("a\\", ("a",), id="bash, a backslash at the end"),
        pytest.param("$a", ("$a",), id="bash, nothing is expanded"),
        pytest.param(r"$'\x41\102\u00e9\U0001F36A\n\'\q\UFFFFFFFF'", ("ABé🍪\n'q\ufffd",), id="bash, ANSI C"),
        pytest.param('^"a^&b^" ^\nc^^', ("a&b", "c^"), id="cmd, carets"),
        pytest.param('^"a^\\^"b\\^\\c^"', ('a"b\\c',), id="cmd, backslashes before quotes"),
        pytest.param('"a""b" c\\"d e\\f ^\n g', ('a"b', 'c"d', "e\\f", "g"), id="cmd, doubled quotes"),
    ),
)
def test_words(text: str, words: tuple[str, ...]) -> None:
    """The words a shell would pass on."""
    assert shell_words(text) == words


@given(st.lists(st.text(st.characters(exclude_characters="'^")), min_size=1))
def test_what_is_quoted_comes_back(words: list[str]) -> None:
    """Single quotes keep everything between them."""
    assert shell_words(" ".join(f"'{word}'" for word in words)) == tuple(words)


@given(st.text(alphabet="curl -Hbd'\"\\$^\n:=; ahtps/.x"))
def test_any_text_is_a_session_or_an_error(text: str) -> None:
    """Whatever is pasted, it ends."""
    try:
        parse_curl(f"curl {text}")
    except InputError as error:
        assert error.hint  # noqa: PT017 -- that it is of this kind is the property


def test_an_open_ansi_c_quote() -> None:
    """A quote that is cut off after a backslash is open."""
    with pytest.raises(UnclosedQuoteError):
        shell_words("$'a\\")
