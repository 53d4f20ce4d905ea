"""The oracle on shapes of answers: inside only with all that insiders see, outside only by a whole shape."""

import pytest

from hardtack.recording.message import Answer, Failure, FailureKind
from hardtack.recording.model import OracleKind, Side
from hardtack.recording.oracle import Oracle, Shape, make_oracle, shape_of
from tests.recording.site import data, html, to

URL = "https://shop.example/account"
INSIDE = html('<title>Account</title><p>baker</p><a href="/logout">Log out</a>')
FORM = html(
    '<title>Login</title><form action="/login" method="post"><input name="user"><input name="pw" type="password">'
    "<button>Log in</button></form>"
)
SILENT = Failure(FailureKind.TIMEOUT, "silence")


def shape(answer: Answer, *markers: str) -> Shape:
    """The shape of an answer to the test user."""
    return shape_of(answer, URL, "baker", markers)


def oracle(inside: Answer, *outside: Answer) -> Oracle:
    """An oracle that must be one."""
    made = make_oracle(URL, (shape(inside),), tuple(shape(one) for one in outside))
    assert made is not None
    return made


FEATURES = (
    pytest.param(to("/login?next=/account"), "location:/login", id="a redirect without its query"),
    pytest.param(to("/item/42;jsessionid=9"), "location:/item/#", id="and without what changes"),
    pytest.param(to("https://sso.example/in"), "location:sso.example/in", id="to another host"),
    pytest.param(to(""), "status:303", id="a redirect to nowhere"),
    pytest.param(html("x", 401, ("WWW-Authenticate", "Basic realm=shop")), "challenge:basic", id="a challenge"),
    pytest.param(FORM, "password-field", id="a login form"),
    pytest.param(INSIDE, "logout", id="a way out"),
    pytest.param(INSIDE, "user", id="the user's name"),
    pytest.param(html("<title>Order 17</title>"), "title:Order #", id="a title without its numbers"),
    pytest.param(html('<meta http-equiv="refresh" content="0; url=/login">'), "location:/login", id="a page forwards"),
    pytest.param(data({"user": "baker"}), "user", id="the name in JSON"),
    pytest.param(data({"error": 1}), "json-key:error", id="JSON by its keys"),
    pytest.param(data([1]), "json:list", id="JSON that is no object"),
    pytest.param(SILENT, "no-answer:timeout", id="no answer"),
)


@pytest.mark.parametrize(("answer", "feature"), FEATURES)
def test_features_of_an_answer(answer: Answer, feature: str) -> None:
    """Each thing that tells answers apart is a feature."""
    assert feature in shape(answer).features


def test_broken_json_is_a_shape_of_its_own() -> None:
    """Content that only says it is JSON is told apart from JSON."""
    broken = html("{", 200)
    fields = (("Content-Type", "application/json"),)
    assert "json:broken" in shape(type(broken)(200, "", "1.1", fields, b"{")).features


def test_names_inside_other_words_are_not_the_users() -> None:
    """`baker` does not stand in `bakery`, nor in `baker@shop.example`; without a name there is none to find."""
    assert "user" not in shape(html("bakery baker@shop.example")).features
    assert "user" not in shape_of(INSIDE, URL, None).features
    assert "user" not in shape_of(data({"user": "baker"}), URL, None).features


def test_markers_of_a_recipe_are_found_in_utf_8() -> None:
    """A recipe's text is a feature by its number."""
    assert shape(html("Grüße, baker"), "absent", "Grüße").features >= {"marker:1"}
    assert "marker:0" not in shape(html("Grüße, baker"), "absent", "Grüße").features


WORDS = (
    pytest.param(to("/login"), "303 to /login", id="a redirect"),
    pytest.param(INSIDE, "200, a way to log out, the user's name", id="a page inside"),
    pytest.param(SILENT, "no answer", id="silence"),
)


@pytest.mark.parametrize(("answer", "words"), WORDS)
def test_shapes_have_words(answer: Answer, words: str) -> None:
    """A person can read what the oracle saw."""
    assert shape(answer).words == words


KINDS = (
    pytest.param(INSIDE, (to("/login"),), OracleKind.REFUSAL, id="a redirect refuses"),
    pytest.param(INSIDE, (FORM,), OracleKind.REFUSAL, id="a login form refuses"),
    pytest.param(INSIDE, (html("no", 403), to("/login")), OracleKind.REFUSAL, id="two kinds of refusal"),
    pytest.param(data({"user": "baker"}), (data({"error": "who"}, 401),), OracleKind.REFUSAL, id="JSON and 401"),
    pytest.param(INSIDE, (html("<title>Account</title>"),), OracleKind.TEXT, id="only the text differs"),
)


@pytest.mark.parametrize(("inside", "outside", "kind"), KINDS)
def test_what_an_oracle_rests_on(inside: Answer, outside: tuple[Answer, ...], kind: OracleKind) -> None:
    """A refusal is told from text, and both sides are told apart."""
    made = oracle(inside, *outside)
    assert made.kind is kind
    assert made.side(shape(inside)) is Side.INSIDE
    assert {made.side(shape(one)) for one in outside} == {Side.OUTSIDE}


NONE = (
    pytest.param(INSIDE, (INSIDE,), id="both get the same"),
    pytest.param(html("no", 403), (to("/login"),), id="nobody is let in"),
    pytest.param(html("<title>a</title>"), (html("<title>b</title>"),), id="only the title differs"),
    pytest.param(html("<title>a</title>"), (to("/login"), html("<title>a</title>")), id="one outsider gets the inside"),
)


@pytest.mark.parametrize(("inside", "outside"), NONE)
def test_no_oracle_where_the_sides_are_not_told_apart(inside: Answer, outside: tuple[Answer, ...]) -> None:
    """Nothing is made of samples that do not differ in something that counts."""
    assert make_oracle(URL, (shape(inside),), tuple(shape(one) for one in outside)) is None


SIDES = (
    pytest.param((to("/login"),), html("blocked", 403), Side.UNKNOWN, id="a firewall's 403 is not the login"),
    pytest.param((to("/login"),), to("/blocked"), Side.UNKNOWN, id="nor is another redirect"),
    pytest.param((to("/login"),), html("busy", 429), Side.UNKNOWN, id="nor a rate limit"),
    pytest.param((to("/login"),), SILENT, Side.UNKNOWN, id="nor silence"),
    pytest.param((to("/login"),), html("<title>Account</title>"), Side.UNKNOWN, id="200 without the inside"),
    pytest.param((html("<p>x</p>"),), html("<p>y</p>"), Side.OUTSIDE, id="a lack is matched by that lack"),
    pytest.param((html("<p>x</p>"),), html("blocked", 403), Side.UNKNOWN, id="and by nothing that is new"),
    pytest.param((FORM,), INSIDE, Side.INSIDE, id="the inside itself"),
    pytest.param(
        (FORM,),
        html(INSIDE.body.decode() + FORM.body.decode()),
        Side.OUTSIDE,
        id="all of the inside with a login form besides is not the inside",
    ),
)


@pytest.mark.parametrize(("outside", "answer", "side"), SIDES)
def test_sides(outside: tuple[Answer, ...], answer: Answer, side: Side) -> None:
    """Outside is a whole shape, inside is all of it, and the rest is unknown."""
    assert oracle(INSIDE, *outside).side(shape(answer)) is side


def test_a_title_alone_decides_where_nothing_else_tells_an_outsider() -> None:
    """A kind of outsider that only has another title is matched by it, beside a refusal that is strong."""
    made = oracle(INSIDE, to("/login"), html("<title>Guests</title>"))
    assert made.side(shape(html("<title>Guests</title>"))) is Side.OUTSIDE
