"""Further sessions of the walk: what is not asked twice, and how many logins there are."""

from hardtack.recording.model import Purpose, Side, Step
from tests.recording.site import Gives, Site, play, played, result, sides


def test_constants_without_a_jar_from_before_the_login_are_asked_once() -> None:
    """Together with an empty jar they are the same question again."""
    cookies = (Gives("token"), Gives("auth", value="1"))
    recording = play(Site(cookies, (("token", "auth"),), planting_breaks=True))
    assert sides(recording, Purpose.BEFORE_LOGIN_AND_CONSTANTS) == [Side.OUTSIDE]
    assert [probe.note for probe in recording.probed(Purpose.BEFORE_LOGIN)] == [""]


def test_no_fifth_login() -> None:
    """A renewal, a login that the invented id broke and one without it leave none: the outside stays unknown."""
    site = Site((Gives("sid"), Gives("sig")), (("sid", "sig"),), suspicious=True, planting_breaks=True)
    walk = played(site)
    assert walk.server.logins == 3
    assert [probe.seen for probe in walk.recording.probed(Purpose.LIVE_AFTER_LOGOUT)] == [Side.OUTSIDE]
    assert sides(walk.recording, Purpose.LIVE_AFTER_LOGOUT) == [Side.UNKNOWN]
    assert result(walk.recording, Step.THIRD_LOGIN) is None
