"""Where a key stands in a TOML text."""

import tomllib

import pytest

from hardtack.toml_lines import Place, find_lines, line_of, table_text

TEXT = '''\
a = 1
# b = 2
"q k" = 'x'

[t]
x = """
y = 3
[no]
"""
z = { i = 1 }
list = [
  "[no]", # ] in a comment
  { k = "}" },
]
after.one = 1

[t.sub]
v = [[1],
 [2]]
[[rows]]
a = 1
[rows.inner]
b = 2
[[rows.more]]
c = 3
[[rows.more]]
c = 4
[[ rows ]]
a = 5
  [ 'odd' . "er" ]
d = 6
'''

PLACES: tuple[tuple[Place, int | None], ...] = (
    (("a",), 1),
    (("b",), None),
    (("q k",), 3),
    (("t",), 5),
    (("t", "x"), 6),
    (("t", "y"), 5),
    (("no",), None),
    (("t", "z"), 10),
    (("t", "z", "i"), 10),
    (("t", "list", 1, "k"), 11),
    (("t", "after", "one"), 15),
    (("t", "sub"), 17),
    (("t", "sub", "v"), 18),
    (("rows", 0), 20),
    (("rows", 0, "a"), 21),
    (("rows", 0, "inner", "b"), 23),
    (("rows", 0, "more", 0, "c"), 25),
    (("rows", 0, "more", 1, "c"), 27),
    (("rows", 1, "a"), 29),
    (("rows", 2), None),
    (("odd", "er", "d"), 31),
    ((), None),
)


@pytest.mark.parametrize(("place", "line"), PLACES)
def test_a_place_has_a_line(place: Place, line: int | None) -> None:
    """Its own, or that of the nearest thing around it."""
    tomllib.loads(TEXT)

    assert line == line_of(find_lines(TEXT), place)


@pytest.mark.parametrize("text", ("[", "[]", "[[]]", "]]]\na = 1", '"', "= 1", "[a.]\n[.b]", "a = '''\nb = 1"))
def test_what_is_no_toml_does_no_harm(text: str) -> None:
    """Lines may be missing, nothing is raised."""
    assert find_lines(text) is not None


TABLES = """\
# of the file

# of a
[a]
x = [
  1, # [b]
]
# of b
["b"] # here
y = '''
# no comment
[a]'''
# of y

# of b.c
[[b.c]]
# of a.d
[a.d]
# of e
[ 'e' ]
z = 1
# the end
"""


@pytest.mark.parametrize(
    ("name", "text"),
    (
        ("a", "# of a\n[a]\nx = [\n  1, # [b]\n]\n# of a.d\n[a.d]"),
        (
            "b",
            "# of b\n[\"b\"] # here\ny = '''\n# no comment\n[a]'''\n# of y\n\n# of b.c\n[[b.c]]",
        ),
        ("e", "# of e\n[ 'e' ]\nz = 1\n# the end"),
        ("x", ""),
    ),
)
def test_a_table_is_taken_out_as_it_stands(name: str, text: str) -> None:
    """With the tables in it and the comments above; what only looks like a header or a comment is neither."""
    assert table_text(TABLES.strip(), name) == text
