"""Recordings as JSON text and back."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardtack.errors import RecordingError
from hardtack.recording.codec import from_json, parse_json, to_json
from hardtack.recording.measured import IdSample, Measured, Pattern, TimeLimit
from hardtack.recording.model import Recording
from tests.report.sample import BEFORE, PASSWORD, SESSION, recording

ABSENT = object()
"""Stands for a field that is taken away."""


def consistent(made: Recording) -> Recording:
    """The recording with its mentions of exchanges made true."""
    count = len(made.exchanges)

    def place(index: int | None) -> int | None:
        return None if index is None or not count else index % count

    return replace(
        made,
        schema_version=1,
        exchanges=tuple(replace(one, index=index) for index, one in enumerate(made.exchanges)),
        login=replace(made.login, exchange=place(made.login.exchange)),
        probes=tuple(
            replace(one, exchange=place(one.exchange) or 0, control=place(one.control)) for one in made.probes if count
        ),
        scripts=tuple(replace(one, exchange=place(one.exchange) or 0) for one in made.scripts if count),
        measured=tuple(
            replace(one, alive=place(one.alive), dead=place(one.dead), control=place(one.control))
            for one in made.measured
        ),
        sampled=tuple(
            replace(one, first=place(one.first) or 0, last=place(one.last) or 0, twins=None)
            for one in made.sampled
            if count
        ),
    )


# JSON has no word for infinity, and nothing that is recorded is infinite.
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
RECORDINGS = st.from_type(Recording)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(RECORDINGS.map(consistent))
def test_any_recording_comes_back_the_same(made: Recording) -> None:
    """Reading what was written gives an equal recording, and writing that the same text."""
    text = to_json(made)

    assert from_json(text) == made
    assert to_json(from_json(text)) == text


def test_what_a_walk_saw_comes_back_the_same() -> None:
    """A recording made of live messages by the redactor survives the round trip."""
    made = recording()

    assert from_json(to_json(made)) == made


def test_nothing_secret_stands_in_the_text() -> None:
    """Neither the password nor a cookie's value is in the file."""
    text = to_json(recording())

    assert [canary for canary in (PASSWORD, SESSION, BEFORE) if canary in text] == []


def test_octets_above_ascii_survive() -> None:
    """Text from the wire is written as ASCII with escapes, so no editor or locale changes it."""
    made = replace(recording(), tool="caf\xe9 \x00\x7f\ud800 ok")
    text = to_json(made)

    assert text.isascii()
    assert from_json(text) == made


def test_what_came_later_may_be_missing() -> None:
    """A recording of an older hardtack has no field for it, and says what the field's default says."""
    document = json.loads(to_json(recording()))
    for place, field in (
        (document["login"], "user_name"),
        (document["target"], "password_known"),
        (document, "sampled"),
    ):
        del place[field]

    assert from_json(json.dumps(document)) == recording()


def test_a_whole_number_is_good_for_seconds() -> None:
    """A writer that leaves `.0` away meant the same time."""
    document = json.loads(to_json(recording()))
    document["target"]["settle"] = 2

    assert from_json(json.dumps(document)).target.settle == 2.0


@pytest.mark.parametrize(
    ("path", "value", "said"),
    (
        ("target.profile", ABSENT, "target lacks 'profile'"),
        ("exchanges.1.request.cookie", [], "exchanges[1].request holds 'cookie'"),
        ("steps.0.step", "TELEPORT", "steps[0].step is a string, but must be one of VISIT"),
        ("login.proved", 1, "login.proved is a whole number, but must be true or false"),
        ("exchanges.0.index", False, "exchanges[0].index is true or false, but must be a whole number"),
        (
            "exchanges.0.request.fields",
            [["a", "b", "c"]],
            "exchanges[0].request.fields[0] is an array, but must be an array of 2",
        ),
        ("login", "yes", "login is a string, but must be an object"),
        ("login", None, "login is null, but must be an object"),
        ("probes", {}, "probes is an object, but must be an array"),
        ("started", 1.5, "started is a number, but must be a whole number"),
        ("exchanges.0.index", 4, "exchanges[0].index is 4, but must be 0"),
        ("probes.0.exchange", 99, "probes[0].exchange is 99, but the recording has 6 exchanges"),
        ("probes.1.control", -1, "probes[1].control is -1"),
        ("login.exchange", 99, "login.exchange is 99"),
        ("scripts.0.exchange", 99, "scripts[0].exchange is 99"),
        ("schema_version", 2, "schema_version 2, this hardtack reads 1"),
        ("schema_version", ABSENT, "has no schema_version"),
    ),
)
def test_a_spoilt_recording_is_refused_with_its_place(path: str, value: object, said: str) -> None:
    """Whatever is missing, unknown, of another type or inconsistent is named."""
    document: Any = json.loads(to_json(recording()))
    *way, last = path.split(".")
    place = document
    for key in way:
        place = place[int(key) if key.isdigit() else key]
    if value is ABSENT:
        del place[last]
    else:
        place[last] = value

    with pytest.raises(RecordingError) as caught:
        from_json(json.dumps(document))

    assert said in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "said"),
    (
        ("", "Line 1, column 1 is not JSON"),
        ('{"a": 1,}', "Line 1"),
        ("[]", "not a recording"),
        ('{"a": 1, "b": 2, "a": 3}', "'a' is given twice"),
        ('{"a": NaN}', "NaN is no JSON number"),
        ("[" * 200_000, "nested too deeply"),
        ('{"schema_version": ' + "9" * 5000 + "}", "can't be read as JSON"),
    ),
)
def test_text_that_is_no_recording_is_refused(text: str, said: str) -> None:
    """No text makes anything else than a RecordingError that says what is wrong."""
    with pytest.raises(RecordingError) as caught:
        from_json(text)

    assert said in caught.value.message


def test_a_wrong_value_is_not_quoted() -> None:
    """A message tells the kind of what it found and not the text, which may be a secret."""
    document = json.loads(to_json(recording()))
    document["login"]["proved"] = PASSWORD

    with pytest.raises(RecordingError) as caught:
        from_json(json.dumps(document))

    assert PASSWORD not in caught.value.message


def test_plain_json_is_read() -> None:
    """What isn't given twice is read as JSON reads it."""
    assert parse_json('{"a": [1, null]}') == {"a": [1, None]}


@pytest.mark.parametrize(
    ("changed", "said"),
    (
        ({"measured": (Measured(TimeLimit.IDLE, 60.0, dead=99),)}, "measured[0] is 99"),
        ({"sampled": (IdSample("sid", 2, 1, 4, 4, (), -1.0, Pattern.NONE, "", 0, 1, (0, -1)),)}, "sampled[0] is -1"),
    ),
)
def test_a_measurement_names_exchanges_that_are_there(changed: dict[str, Any], said: str) -> None:
    """A measurement whose proof is no part of the recording is refused."""
    with pytest.raises(RecordingError) as refusal:
        from_json(to_json(replace(recording(), **changed)))
    assert said in refusal.value.message
