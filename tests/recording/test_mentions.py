"""Which cookies scripts name: those that were fetched by themselves, and those that stand in pages."""

import pytest

from hardtack.recording import mentions
from hardtack.recording.mentions import ScriptTexts
from hardtack.recording.message import Response
from hardtack.recording.model import ScriptMention
from tests.recording.recordings import answered

READER = "const all = document.cookie;"
NAMED = (answered("Set-Cookie: token=~1; Path=/", sent=(("sid", "~2"),)), answered("Set-Cookie: ~nameless"))


def response(text: str, kind: str = "text/javascript; charset=utf-8") -> Response:
    """A response of that content and media type."""
    return Response(200, "OK", "1.1", (("Content-Type", kind),) if kind else (), text.encode())


def found(*responses: Response) -> tuple[ScriptMention, ...]:
    """The mentions in these responses, in order."""
    texts = ScriptTexts()
    for index, one in enumerate(responses):
        texts.add(index, one)
    return texts.mentions(NAMED)


TOKEN = (ScriptMention("token", 0),)
WORD = (ScriptMention("token", 0, quoted=False),)


@pytest.mark.parametrize(
    ("one", "wants"),
    (
        (response(f"{READER} get('token')"), TOKEN),
        (response(f"{READER} get('token')", "application/ecmascript"), TOKEN),
        (response(f"{READER} get('token')", "text/plain"), TOKEN),
        (response(f"{READER} get('token')", ""), TOKEN),
        (response(f"{READER} get('token')", "application/json"), ()),
        (response("cookieStore.get('token')"), TOKEN),
        (response("get('token')"), ()),
        (response(f"{READER} get('tokens')"), ()),
        (response(f"{READER}\n parse(all).token"), WORD),
        (response("Cookies.get('token')"), WORD),
        (response(f"<p>'token'</p><SCRIPT>{READER} get('token')</SCRIPT>", "text/html"), TOKEN),
        (response(f"<p title='token'></p><script>{READER}</script>", "text/html"), ()),
        (response(f"<script>a</script><script src=x></script><script>{READER} '=token'", "text/html"), TOKEN),
        (response("<script", "text/html"), ()),
        (response(f"<a onclick='{READER} get(&quot;token&quot;)'>", "text/html"), TOKEN),
        (response("<a href=\"javascript:f(document.cookie, 'token')\">", "text/html"), TOKEN),
        (response("<a onclick=token title='document.cookie token'>", "text/html"), ()),
    ),
    ids=range(17),
)
def test_a_name_in_a_script_is_found(one: Response, wants: tuple[ScriptMention, ...]) -> None:
    """As a word of its own, where scripts speak of cookies at all; the page's own text does not count."""
    assert found(one) == wants


def test_one_script_may_read_what_another_names() -> None:
    """The exchange told is that of the script which names it; a text met twice counts where it was met first."""
    naming = response("get('token'); get('sid')")

    assert found(response(READER), naming, naming) == (ScriptMention("sid", 1), ScriptMention("token", 1))


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond some size scripts are not looked at."""
    monkeypatch.setattr(mentions, "_MOST_CHARACTERS", 30)

    assert found(response(READER), response("get('token')")) == ()
