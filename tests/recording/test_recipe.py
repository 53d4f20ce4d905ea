"""Login recipes, from TOML."""

from pathlib import Path

import pytest

from hardtack.errors import RecipeError
from hardtack.recording.brief import Extraction, Recipe, RecipeStep, Source
from hardtack.recording.recipe import parse_recipe

WHOLE = """
authorization = "Bearer {token}"
shared_domain = ["example.org"]
embedded = true

[[login]]
url = "/login"
extract = { csrf = { form_field = "csrf_token" } }

[[login]]
method = "post"
url = "/login"
headers = { X-CSRF = "{csrf}", Accept = ["text/html", "text/plain"] }
form = { username = "{username}", password = "{password}" }
follow = false

[login.extract]
token = { json = "data.token" }
second = { regex = 'id=(\\d+)' }
third = { header = "X-Id" }
fourth = { cookie = "sid" }

[[login]]
url = "/graphql"
json = { query = "{viewer{id}}", n = 1 }

[[logout]]
url = "/logout?t={token}"
body = "bye"

[inside]
url = "/account"
markers = ["Sign out"]

[outside]
markers = "Sign in"

[user]
email = "baker@example.com"
phone = "+49 1"
"""

TWO_STEPS = "[[login]]\nurl='/'\n[login.extract]\n[[login]]\nurl='/'\n[login.extract]\n"


def test_a_whole_recipe_is_read() -> None:
    """Every key arrives where the walk looks for it."""
    expected = Recipe(
        login=(
            RecipeStep("GET", "/login", extract=(Extraction("csrf", Source.FORM_FIELD, "csrf_token"),)),
            RecipeStep(
                "POST",
                "/login",
                fields=(("X-CSRF", "{csrf}"), ("Accept", "text/html"), ("Accept", "text/plain")),
                form=(("username", "{username}"), ("password", "{password}")),
                extract=(
                    Extraction("token", Source.JSON_PATH, "data.token"),
                    Extraction("second", Source.REGEX, r"id=(\d+)"),
                    Extraction("third", Source.HEADER, "X-Id"),
                    Extraction("fourth", Source.COOKIE, "sid"),
                ),
                follow=False,
            ),
            RecipeStep("POST", "/graphql", json='{"query": "{viewer{id}}", "n": 1}'),
        ),
        logout=(RecipeStep("POST", "/logout?t={token}", body="bye"),),
        inside_url="/account",
        inside_markers=("Sign out",),
        outside_markers=("Sign in",),
        authorization="Bearer {token}",
        persona=(("email", "baker@example.com"), ("phone", "+49 1")),
        shared_domain=("example.org",),
        embedded=True,
    )

    assert parse_recipe(WHOLE) == expected


def test_an_empty_recipe_asks_for_nothing() -> None:
    """All of it may be left out."""
    assert parse_recipe("") == Recipe()


def test_json_text_is_taken_as_it_is() -> None:
    """`json` may be given as text."""
    (step,) = parse_recipe("[[login]]\nurl = '/'\njson = '[1,  2]'\n").login

    assert (step.method, step.json) == ("POST", "[1,  2]")


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    (
        ("a = ", "not TOML", "docs/recipes.md"),
        ("autorization = 'x'", "line 1, top level: 'autorization' is not understood", "'authorization'"),
        ("zzz = 1", "'zzz' is not understood", "The keys here are login"),
        ("\n[[login]]\nurl='/'\n[[login]]\nurll = '/'", "line 5, [[login]] number 2: 'urll'", "'url'"),
        ("[[login]]\nmethod = 'GET'", "line 1, [[login]] number 1: a step needs a url", ""),
        ("[[login]]\nurl = 3", "line 2, [[login]] number 1: 'url' must be a string", ""),
        ("[[login]]\nurl = '/'\nbody = 'x'\njson = '1'", "'json' and 'body' can't both", ""),
        ("[[login]]\nurl = '/'\nmethod = 'G E'", "'method' is not a method", ""),
        ("[[login]]\nurl = '/'\nheaders = { 'a b' = 'c' }", "'a b' is not a header", ""),
        ('[[login]]\nurl = "/"\nheaders = { a = "c\\nd" }', "'a' is not a header", ""),
        ("[[login]]\nurl = '/'\nheaders = 'a'", "'headers' must be a table", ""),
        ("[[login]]\nurl = '/'\nform = { a = 1 }", "form.a must be a string", ""),
        ("[[login]]\nurl = '/'\nform = { a = ['b', 1] }", "form.a must be a string", ""),
        ("[[login]]\nurl = '/'\njson = 'nope'", "line 3, [[login]] number 1: 'json' is not JSON", ""),
        ("[[login]]\nurl = '/'\njson = { a = 2020-01-01 }", "'json' holds a date", ""),
        ("[[login]]\nurl = '/'\nfollow = 'no'", "'follow' must be true or false", ""),
        ("[[login]]\nurl = '/'\nextract = 'x'", "'extract' must be a table", ""),
        (
            "[[login]]\nurl = '/'\n[login.extract]\na = 'x'",
            "line 3, [[login]] number 1: extract.a must name",
            "form_field",
        ),
        ("[[login]]\nurl = '/'\nextract = { a = { css = 'x' } }", "extract.a must name one source", "regex"),
        ("[[login]]\nurl = '/'\nextract = { a = { json = 1 } }", "extract.a must name one source", ""),
        ("[[login]]\nurl = '/'\nextract = { a = { json = 'a', header = 'b' } }", "must name one source", ""),
        ("[[login]]\nurl = '/'\nextract = { password = { json = 'a' } }", "'password' can't be the name", ""),
        ("[[login]]\nurl = '/'\nextract = { '1a' = { json = 'a' } }", "'1a' can't be the name", ""),
        ("[[login]]\nurl = '/'\nextract = { a = { regex = '(' } }", "extract.a is not a regular expression", ""),
        ("[[login]]\nurl = '/'\nform = { u = '{usrname}' }", "'form' uses {usrname}", "{username}"),
        ("[[login]]\nurl = '/{q}'", "'url' uses {q}, which nothing has set", "must extract it"),
        ("[[login]]\nurl = '/'\nheaders = { a = '{q}' }", "line 3, [[login]] number 1: 'headers' uses {q}", ""),
        ("authorization = 'Bearer {token}'", "line 1, top level: 'authorization' uses {token}", ""),
        ("login = 'x'", "'login' must be steps", "docs/recipes.md"),
        ("[login]\nurl = '/'", "'login' must be steps, each under [[login]]", ""),
        ("login = ['x']", "'login' must be steps", ""),
        ("inside = 'x'", "'inside' must be a table", ""),
        ("[inside]\nmarkers = [1]", "line 2, [inside]: 'markers' must be an array of strings", ""),
        ("[inside]\nmarker = 'x'", "line 2, [inside]: 'marker' is not understood", "'markers'"),
        ("[inside]\nembedded = true", "line 2, [inside]: 'embedded' is not understood", "top level, before the first"),
        ("[user]\nage = 7", "line 2, [user]: 'age' must be a string", ""),
        ("[[login]]\n'url' = 1", "line 2", ""),
        (f"{TWO_STEPS}b = 'x'", "line 6, [[login]] number 2: extract.b", ""),
        ("login = [{ method = 'GET' }]", "the recipe, [[login]] number 1: a step needs a url", ""),
    ),
)
def test_what_is_not_understood_is_refused_with_its_place(text: str, said: str, hint: str) -> None:
    """A slip in a recipe is an error that names the line or the table, and the nearest key."""
    with pytest.raises(RecipeError) as caught:
        parse_recipe(text)

    assert said in caught.value.message
    assert hint in caught.value.hint


def test_the_documented_example_is_a_recipe() -> None:
    """What docs/recipes.md shows can be used as it stands."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "recipes.md").read_text(encoding="utf-8")
    example = page.partition("```toml\n")[2].partition("```")[0]
    recipe = parse_recipe(example)

    assert (len(recipe.login), len(recipe.logout), recipe.inside_url) == (2, 1, "/api/me")


@pytest.mark.parametrize("key", ("url", "method", "headers", "form", "json", "body", "extract", "follow"))
def test_each_key_of_a_step_is_documented(key: str) -> None:
    """docs/recipes.md has a row for it."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "recipes.md").read_text(encoding="utf-8")

    assert f"\n| `{key}` |" in page
