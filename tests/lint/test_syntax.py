"""The readers: what each makes of the syntax of its server, and what it refuses with the line."""

import pytest

from hardtack.errors import LintError
from hardtack.lint.model import Directive, Document, Element, Kind, Opaque
from hardtack.lint.syntax import read
from hardtack.lint.walking import walk


def told(text: str, kind: Kind) -> list[tuple[int, str, tuple[str, ...]]]:
    """Line, name and words of every directive."""
    return [(one.line, one.name, one.args) for one in walk(read(text, kind).directives)]


@pytest.mark.parametrize(
    ("text", "directives"),
    (
        ("Header Set a b", [(1, "header", ("Set", "a", "b"))]),
        ("\ufeff\r\n  Header set a\r\n", [(2, "header", ("set", "a"))]),
        ('Header set a "b c" d', [(1, "header", ("set", "a", "b c", "d"))]),
        (r'Header set a "b \"c\" \d \\"', [(1, "header", ("set", "a", r'b "c" \d ' + "\\"))]),
        ("Header set a 'b \"c'", [(1, "header", ("set", "a", 'b "c'))]),
        (
            "# Header set a\n\nHeader set \\\n  a \\\n b\nListen 80",
            [(3, "header", ("set", "a", "b")), (6, "listen", ("80",))],
        ),
        ("Header set a \\", [(1, "header", ("set", "a"))]),
        ("# a \\\nHeader set b", []),
        ("# a \\", []),
        ("<VirtualHost *:80>\n  Listen 1\n</virtualhost>\n", [(1, "<virtualhost", ("*:80",)), (2, "listen", ("1",))]),
        ("<Perl>\n my $a = '\n <VirtualHost>\n</Perl>\nListen 1", [(1, "<perl", ()), (5, "listen", ("1",))]),
        ('<If "%{A} > 1">\n</If>', [(1, "<if", ("%{A} > 1",))]),
        ('ErrorDocument 404 "no b\\"c\nd e', [(1, "errordocument", ("404", 'no b"c')), (2, "d", ("e",))]),
    ),
)
def test_apache(text: str, directives: list[tuple[int, str, tuple[str, ...]]]) -> None:
    """Words, quotes, continued lines, comments and sections, as httpd reads them."""
    assert told(text, Kind.APACHE) == directives


@pytest.mark.parametrize(
    ("text", "directives"),
    (
        ("a b 'c d' \"e;f\";", [(1, "a", ("b", "c d", "e;f"))]),
        ("a ~^/x$ ${b}c $d;\ne f;", [(1, "a", ("~^/x$", "${b}c", "$d")), (2, "e", ("f",))]),
        ("server { # a }\n  b c;\n}\n;", [(1, "server", ()), (2, "b", ("c",))]),
        ('a "b\n\\"c\\d\\t" e\\;f;\ng h;', [(1, "a", ('b\n"c\\d\t', "e\\;f")), (3, "g", ("h",))]),
        (
            'a_by_lua_block {\n -- }\n x = { \'}\', "\\"}" }\n}\nb c;',
            [(1, "a_by_lua_block", ()), (5, "b", ("c",))],
        ),
        ("# no end", []),
        (
            "a_by_lua_block {\n x = [[ } ' ]] --[==[ it's\n }]] ]==] y = a[b[1]] --[ }\n}\nb c;",
            [(1, "a_by_lua_block", ()), (5, "b", ("c",))],
        ),
    ),
)
def test_nginx(text: str, directives: list[tuple[int, str, tuple[str, ...]]]) -> None:
    """Words, quotes, variables, blocks and Lua."""
    assert told(text, Kind.NGINX) == directives


@pytest.mark.parametrize(
    ("text", "directives"),
    (
        (
            'global\n  a b # c\n\nfrontend f\n  d \'e # f\' "g\\"h\\i"',
            [(1, "global", ()), (2, "a", ("b",)), (4, "frontend", ("f",)), (5, "d", ("e # f", 'g"h\\i'))],
        ),
        ("a b\\ c \\t\\# d''e ''", [(1, "a", ("b c", "\t#", "de", ""))]),
        ("listen l\n  a b\\", [(1, "listen", ("l",)), (2, "a", ("b\\",))]),
        ("a \\1;\\ \\s*\\.\\$ '\\1\\ '", [(1, "a", ("\\1; \\s*\\.\\$", "\\1\\ "))]),
        ('a "\\1 \\$\\ \\#\\x41" \\x4\\x42', [(1, "a", ("\\1 $ #A", "\\x4B"))]),
    ),
)
def test_haproxy(text: str, directives: list[tuple[int, str, tuple[str, ...]]]) -> None:
    """Sections without ends, escapes outside quotes, both sorts of quotes and comments."""
    assert told(text, Kind.HAPROXY) == directives


@pytest.mark.parametrize(
    ("text", "directives"),
    (
        (
            '{\n  debug\n}\na.example, b.example {\n  c {d} "e\\"f"\n}',
            [(1, "", ()), (2, "debug", ()), (4, "a.example,", ("b.example",)), (5, "c", ("{d}", 'e"f'))],
        ),
        ("a.example\nb `c\nd` # e\nf \\\n g", [(1, "a.example", ()), (2, "b", ("c\nd",)), (4, "f", ("g",))]),
        ("a <<EOT\n b\n c\n  EOT\nd <<", [(1, "a", (" b\n c",)), (5, "d", ("<<",))]),
        ('a "{"\nb', [(1, "a", ("{",)), (2, "b", ())]),
    ),
)
def test_caddy(text: str, directives: list[tuple[int, str, tuple[str, ...]]]) -> None:
    """Blocks, placeholders, quotes over lines, texts with a mark, continued lines."""
    assert told(text, Kind.CADDY) == directives


def test_xml() -> None:
    """Elements with their lines, without prefixes; a document type and blank lines before it do no harm."""
    head = '\n\n<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd">\n'
    text = head + '<x:a y:b="c">\n t&amp;u <d/>\n</x:a>'

    inner = Element("d", (), "", 6, ())
    assert read(text, Kind.JETTY).root == Element("a", (("b", "c"),), "t&u", 5, (inner,))


@pytest.mark.parametrize(
    ("text", "settings"),
    (
        ("A = 'b'\nc = 1\nD: int = -2\nE: int\n", [("A", "b", 1, ""), ("D", -2, 3, "")]),
        (
            "A = 60 * 60 + 1 - 2\nB = 1 / 2\nC = 'a' + 'b'\nD = True * 3",
            [("A", 3599, 1, ""), ("B", Opaque.OPAQUE, 2, ""), ("C", Opaque.OPAQUE, 3, ""), ("D", Opaque.OPAQUE, 4, "")],
        ),
        (
            "A = B = None\nX, Y = 1, 2\nP, Q = z",
            [("A", None, 1, ""), ("B", None, 1, ""), ("X", 1, 2, ""), ("Y", 2, 2, "")],
        ),
        (
            "A = timedelta(1, 2, hours=3)\nB = datetime.timedelta(days=n)\nC = timedelta(years=1)\nD = timedelta(**a)",
            [
                ("A", 97202, 1, ""),
                ("B", Opaque.OPAQUE, 2, ""),
                ("C", Opaque.OPAQUE, 3, ""),
                ("D", Opaque.OPAQUE, 4, ""),
            ],
        ),
        ("class Live(Base):\n    A = False\n    def f(self):\n        B = 1\n", [("A", False, 2, "Live")]),
        (
            "if a:\n    A = 1\nelse:\n    A = 2\ntry:\n    B = 1\nexcept E:\n    pass\n",
            [("A", Opaque.OPAQUE, 2, ""), ("A", Opaque.OPAQUE, 4, ""), ("B", Opaque.OPAQUE, 6, "")],
        ),
        (
            "app.config['A'] = 1\napp.config[b] = 2\napp.secret_key = 'c'\napp.name = 'd'\nprint(1)",
            [("A", 1, 1, ""), ("SECRET_KEY", "c", 3, "")],
        ),
        (
            (
                "def make():\n    app.config.update({'A': 1, b: 2, **c}, d, E=3, **f)\n    app.config['G'] = h()\n"
                "    I = 1\n    other.update(J=1)\n    run()\n"
            ),
            [("A", 1, 2, ""), ("E", 3, 2, ""), ("G", Opaque.OPAQUE, 3, "")],
        ),
        ("app.config.from_mapping(A=1)\napp.run()\nA = '\\d'", [("A", 1, 1, ""), ("A", "\\d", 3, "")]),
    ),
)
def test_python(text: str, settings: list[tuple[str, object, int, str]]) -> None:
    """Constants, sums and spans of time; what only running would tell is said to be so."""
    found = read(text, Kind.FLASK).settings

    assert [(one.name, one.value, one.line, one.where) for one in found] == settings
    assert [type(one.value) for one in found] == [type(value) for _, value, _, _ in settings]


def test_python_that_is_cut_at_a_depth() -> None:
    """What nests deeper than any settings do is passed over."""
    text = "".join(f"{' ' * depth}class A{depth}:\n" for depth in range(30)) + " " * 30 + "B = 1\n"

    assert read(text, Kind.FLASK).settings == ()
    assert read("A = " + "1+" * 30 + "1", Kind.FLASK).settings[0].value is Opaque.OPAQUE


@pytest.mark.parametrize(
    ("text", "settings"),
    (
        ("[PHP]\nA.b = On ; c\nd=off\n;e=1\nf\n", [("a.b", True, 2, "PHP"), ("d", False, 3, "PHP")]),
        (
            "a=\"On\"\nb='c;d'\ne =\nf=-3\ng = h i",
            [("a", "On", 1, ""), ("b", "c;d", 2, ""), ("e", "", 3, ""), ("f", -3, 4, ""), ("g", "h i", 5, "")],
        ),
        (
            "[www]\nphp_admin_value[session.name] = a\nphp_flag[b] = yes",
            [("session.name", "a", 2, "www"), ("b", True, 3, "www")],
        ),
    ),
)
def test_php(text: str, settings: list[tuple[str, object, int, str]]) -> None:
    """Words for on and off, numbers, quotes, comments, sections and pools of PHP-FPM."""
    found = read(text, Kind.PHP).settings

    assert [(one.name, one.value, one.line, one.where) for one in found] == settings
    assert [type(one.value) for one in found] == [type(value) for _, value, _, _ in settings]


def test_php_within_apache() -> None:
    """The four directives, and nothing that has too few words."""
    text = "php_value a b\nphp_admin_flag C on\nphp_flag d\n"
    found = read(text, Kind.HTACCESS).settings

    assert [(one.name, one.value, one.line) for one in found] == [("a", "b", 1), ("c", True, 2)]


@pytest.mark.parametrize(
    ("text", "kind", "lines"),
    (
        ("Include a\n<IfModule b>\nIncludeOptional c\n</IfModule>", Kind.APACHE, (1, 3)),
        ("include a;\nhttp { include b; }", Kind.NGINX, (1, 2)),
        ("import a\nimport (b)", Kind.CADDY, (1,)),
        ("(a) {\n}\nimport a\nimport b", Kind.CADDY, (4,)),
        ("from a import *\nfrom b import c\ntry:\n    from .d import *\nexcept E:\n    pass", Kind.DJANGO, (1, 4)),
        ("global", Kind.HAPROXY, ()),
    ),
)
def test_what_is_taken_in(text: str, kind: Kind, lines: tuple[int, ...]) -> None:
    """Lines that take in other files are told, and nothing is read for them."""
    assert read(text, kind).includes == lines


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    (
        ("a\n<IfModule b>\n", Kind.APACHE, "line 2: <ifmodule is never closed"),
        ("</IfModule>", Kind.APACHE, "line 1: </ifmodule> closes a section, but none is open"),
        ("<If a>\n</Else>", Kind.APACHE, "line 2: </else> closes a section, within <if> of line 1"),
        ("a {\n", Kind.NGINX, "line 1: a is never closed"),
        ("\n}", Kind.NGINX, "line 2: a `}` closes nothing"),
        ("a\n{\n b c }", Kind.NGINX, "line 3: b is not ended"),
        ("a;\nb", Kind.NGINX, "line 2: b is not ended"),
        ("{", Kind.NGINX, "line 1: a block has no name"),
        ("a\n 'b", Kind.NGINX, "line 2: a quote (') is never closed"),
        ("\na_by_lua_block { '}", Kind.NGINX, "line 2: a block of Lua is never closed"),
        ("\na_by_lua_block { [[}", Kind.NGINX, "line 2: a block of Lua is never closed"),
        ("global\n a 'b", Kind.HAPROXY, "line 2: a quote (') is never closed"),
        ("}", Kind.CADDY, "line 1: a `}` closes nothing"),
        ("a {\n", Kind.CADDY, "line 1: a is never closed"),
        ('a\nb "c', Kind.CADDY, 'line 2: a quote (") is never closed'),
        ("a <<B\nc", Kind.CADDY, "line 1: the text that <<B begins never ends"),
        ("\n\n<a>\n<b></a>", Kind.TOMCAT, "line 4: mismatched tag"),
        ("", Kind.WEB_XML, "line 1: no element found"),
        ("a = 1\nb = = 2", Kind.DJANGO, "line 2: it is no Python: invalid syntax"),
    ),
)
def test_what_cannot_be_read_is_told_with_its_line(text: str, kind: Kind, said: str) -> None:
    """One error, with the place and a remedy."""
    with pytest.raises(LintError) as error:
        read(text, kind)

    assert error.value.message.startswith(said)
    assert error.value.hint


def test_the_last_setting_counts() -> None:
    """As PHP and Python have it."""
    document = read("session.name = a\nsession.name = b", Kind.PHP)
    found = document.setting("session.name")

    assert found is not None
    assert found.value == "b"
    assert document.setting("session.other") is None


def test_words_that_are_not_there_are_empty() -> None:
    """A rule may ask for any word of a directive."""
    assert [Directive("a", ("b",), 1).arg(index) for index in (0, 1)] == ["b", ""]
    assert Document(Kind.PHP, ()).root is None


@pytest.mark.parametrize("text", ("{% if a %}\nserver { }\n", "server {\n  {{- a }}\n}\n", "<% a %> {\n"))
def test_a_template_that_cannot_be_read_is_told_as_one(text: str) -> None:
    """Jinja, Go and ERB: the remedy is to fill it in, since the file itself is in order."""
    with pytest.raises(LintError) as caught:
        read(text, Kind.NGINX)

    assert "template" in caught.value.hint
