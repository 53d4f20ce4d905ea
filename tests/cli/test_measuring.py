"""Measuring from the command line: spans, the file to go on from, keys, and the demo measured in real time."""

import json
from pathlib import Path

import pytest

from hardtack.cli.auditing import run
from hardtack.cli.key_list import KEYS_AT_MOST, KeyList, read_keys
from hardtack.cli.measuring import MeasureState, measuring_of, seconds_of
from hardtack.cli.options import Options
from hardtack.cli.progress import Progress
from hardtack.cookies.signing_keys import KNOWN_KEYS
from hardtack.demo import Switches, start_demo
from hardtack.errors import InputError, UsageError
from hardtack.recording.actions import Ahead
from hardtack.recording.codec import from_json
from hardtack.recording.measured import Measured, TimeLimit
from hardtack.recording.model import Step

IDLE, ABSOLUTE = TimeLimit.IDLE, TimeLimit.ABSOLUTE


@pytest.mark.parametrize(("text", "seconds"), (("90s", 90), ("20m", 1200), ("2h", 7200), ("1d", 86400), ("45", 45)))
def test_spans_are_read_as_people_write_them(text: str, seconds: float) -> None:
    """Seconds, minutes, hours and days; a bare number is seconds."""
    assert seconds_of(text, "--measure-idle") == seconds


@pytest.mark.parametrize("text", ("", "0s", "soon", "-5m", "1e3", "999999d", "2 h"))
def test_what_is_no_span_is_refused(text: str) -> None:
    """The option is named, and how to write it."""
    with pytest.raises(UsageError) as refusal:
        measuring_of(Options(measure_idle=text))
    assert "--measure-idle" in refusal.value.message
    assert "20m" in refusal.value.hint


def test_an_unfinished_measurement_is_kept_and_a_finished_one_forgotten(tmp_path: Path) -> None:
    """Bounds come back for the same target and user, for a week, and not once they are measured to the end."""
    place = tmp_path / "state.json"
    options = Options(measure_state=str(place))
    state = MeasureState(options, "https://a.test\nbaker", lambda: 1000.0)
    state.keep((Measured(IDLE, 1200.0, 300.0, 600.0), Measured(ABSOLUTE, 7200.0, 40.0)))
    again = MeasureState(options, "https://a.test\nbaker", lambda: 2000.0).known()
    assert [(one.limit, one.alive_s, one.dead_s) for one in again] == [(IDLE, 300.0, 600.0), (ABSOLUTE, 40.0, None)]
    assert MeasureState(options, "https://b.test\nbaker", lambda: 2000.0).known() == ()
    assert MeasureState(options, "https://a.test\nbaker", lambda: 1e6).known() == ()
    assert "a.test" not in place.read_text()
    state.keep((Measured(IDLE, 1200.0, 590.0, 600.0, complete=True),))
    assert [one.limit for one in MeasureState(options, "https://a.test\nbaker", lambda: 2000.0).known()] == [ABSOLUTE]


@pytest.mark.parametrize(
    "text",
    ("", "[]", "{", '{"K": 5}', '{"K": {"at": "x"}}', '{"K": {"at": 5, "idle": 7}}',
     '{"K": {"at": 5, "idle": {"alive": -1}}}', '{"K": {"at": 5, "idle": {"alive": 9, "dead": 3}}}'),
)  # fmt: skip
def test_a_spoilt_state_says_nothing(tmp_path: Path, text: str) -> None:
    """Whatever stands in the file, the measurement begins anew."""
    place = tmp_path / "state.json"
    options = Options(measure_state=str(place))
    MeasureState(options, "who", lambda: 5.0).keep((Measured(IDLE, 9.0, 1.0),))
    (key,) = json.loads(place.read_text())
    place.write_text(text.replace("K", key))
    assert MeasureState(options, "who", lambda: 6.0).known() == ()


def test_a_state_stands_beside_the_recording(tmp_path: Path) -> None:
    """Without --measure-state it is beside --record; a folder that can't be written ends nothing."""
    record = tmp_path / "seen.json"
    MeasureState(Options(record=str(record)), "who", lambda: 5.0).keep((Measured(IDLE, 9.0, 1.0),))
    assert (tmp_path / "seen.json.measure").exists()
    record.write_text("a file, no folder")
    MeasureState(Options(measure_state=f"{record}/state"), "who", lambda: 5.0).keep((Measured(IDLE, 9.0, 1.0),))


def test_nothing_measured_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An audit that measures nothing leaves no file behind, in the place of the user's states either."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    MeasureState(Options(), "who", lambda: 5.0).keep(())
    MeasureState(Options(), "who", lambda: 5.0).keep((Measured(IDLE, 9.0, 9.0, complete=True),))
    assert list(tmp_path.iterdir()) == []


def test_keys_of_a_file_come_after_the_shipped_ones(tmp_path: Path) -> None:
    """One key a line, each once; an empty line is none."""
    place = tmp_path / "keys"
    place.write_text("one\r\ntwo\n\none\n")
    assert list(KeyList(read_keys(str(place)), 5.0)) == [*KNOWN_KEYS, "one", "two"]
    assert read_keys(None) == ()


def test_too_many_keys_are_refused(tmp_path: Path) -> None:
    """The bound is named, no key is."""
    place = tmp_path / "keys"
    place.write_text("\n".join(f"secret-{number}" for number in range(KEYS_AT_MOST + 1)))
    with pytest.raises(InputError) as refusal:
        read_keys(str(place))
    assert "secret-" not in str(refusal.value)


def test_keys_are_tried_no_longer_than_allowed() -> None:
    """The time between two keys counts, over all values together; that some were left out is known."""
    clock = iter(range(1000))
    keys = KeyList(tuple(f"k{number}" for number in range(10)), 3.0, lambda: float(next(clock)))
    assert [key for key in keys if key.startswith("k") and key not in KNOWN_KEYS] == ["k0", "k1", "k2"]
    assert keys.cut
    assert [key for key in keys if key not in KNOWN_KEYS] == []


def test_lines_tell_of_a_measurement_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """One line at the beginning and one a minute, with the end in sight; none with --quiet."""
    clock = iter([0.0, 0.0, 1.0, 1.0, 2.0, 90.0, 90.0, 91.0])
    progress = Progress(quiet=False, monotonic=lambda: next(clock))
    for passed in (0.0, 1.0, 90.0):
        progress.measuring(Ahead(Step.MEASURE_IDLE, passed, 3600 - passed, Measured(IDLE, 1200.0, 75.0, 150.0)))
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "hardtack: idle time measured: at most 1:00:00 left; alive after 75 s, gone after 150 s"
    assert len(told) == 2
    Progress(quiet=True, monotonic=lambda: 0.0).measuring(Ahead(Step.MEASURE_IDLE, 0, 0, Measured(IDLE, 1.0)))
    assert capsys.readouterr().err == ""


@pytest.mark.server
def test_the_demo_is_measured_in_real_time(tmp_path: Path) -> None:
    """The demo forgets a session after 3 idle seconds: both bounds are right, and its ids are random."""
    record = tmp_path / "seen.json"
    with start_demo(Switches.parse(right="all"), limits=(3.0, 600.0)) as demo:
        options = Options(
            url=demo.login_url, username=demo.username, password=demo.password, ca=str(demo.ca_file), settle=0.0,
            http_url=demo.http_url, measure_idle="6s", sample_ids=40, record=str(record), repeatable=True,
            no_input=True, quiet=True, output=str(tmp_path / "report.txt"),
        )  # fmt: skip
        run(options)
    recording = from_json(record.read_text())
    (one,) = recording.measured
    assert one.complete
    assert one.alive_s <= 3.2
    assert one.dead_s is not None
    assert 3.0 <= one.dead_s <= 6.5
    (ids,) = recording.sampled
    assert (ids.count, ids.different, ids.bits) == (40, 40, 128.0)
    report = " ".join((tmp_path / "report.txt").read_text().split())
    assert "A session left idle was" in report
