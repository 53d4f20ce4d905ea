"""What scripts do with cookies, as far as their text tells."""

import pytest

from hardtack.recording.forgery import script_names_cookie, script_quotes_cookie


@pytest.mark.parametrize(
    ("script", "quoted", "named"),
    (
        ("f(document.cookie, 'app_sid')", True, True),
        ('document["cookie"].match("(^| )app_sid=([^;]+)")', True, True),
        ("d.cookie = `app_sid=1`", True, True),
        ("all.match(/(?:^|; )app_sid=([^;]*)/)", True, True),
        (r"all.match(/\bapp_sid=(?:[^;]*)/)", True, True),
        (r"all.match(/\s*app_sid\s*=(.+?);/)", True, True),
        (r"all.search(/app_sid\s*=/)", False, True),
        ("parse(document.cookie).app_sid", False, True),
        ("const {app_sid} = parse(document.cookie)", False, True),
        ("`\n app_sid=${value}`", False, True),
        ("name.startsWith('app_')", False, True),
        ("`app_${what}`", False, True),
        ("`${app}_sid`", False, True),
        ("'app'; '_sid'", False, False),
        ("'app_sids'", False, False),
        ("'my-app_sid' + xapp_sid", False, False),
        ("", False, False),
    ),
)
def test_a_script_that_names_a_cookie(script: str, quoted: bool, named: bool) -> None:  # noqa: FBT001 -- columns
    """In a literal, in a pattern, as a word, or put together from a part that ends with a separator and more."""
    assert script_quotes_cookie(script, "app_sid") is quoted
    assert script_names_cookie(script, "app_sid") is named
    assert not script_names_cookie(script, "")
    assert not script_quotes_cookie(script, "")


def test_a_name_in_a_pattern_may_have_backslashes() -> None:
    """As a dot has that is meant."""
    assert script_quotes_cookie(r"all.match(/connect\.sid=([^;]+)/)", "connect.sid")
    assert not script_names_cookie("all.match(/connectXsid/)", "connect.sid")


@pytest.mark.parametrize(
    ("script", "named"), (("startsWith('a_')", False), ("`${app}_session`", True), ("`${app}_b`", False))
)
def test_a_part_of_a_name_that_is_too_short_says_nothing(script: str, named: bool) -> None:  # noqa: FBT001 -- a column
    """Two letters before or behind a separator stand in many scripts."""
    assert script_names_cookie(script, "a_session") is named
    assert not script_names_cookie(script, "session_b")
