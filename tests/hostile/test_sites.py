"""Each hostile site, audited as a user does it: the audit ends within its limits, and says what a user must know."""

import base64
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.hostile.audits import MAX_TIME, TIMEOUT, Audits
from tests.hostile.bakery import PASSWORD
from tests.hostile.logins import LIMITED, LOGINS, SECURED, SESSIONS
from tests.hostile.sites import BROKEN, REDIRECTS, SLOW, VAST, Row

pytestmark = pytest.mark.slow

ROWS = (*REDIRECTS, *SLOW, *VAST, *BROKEN, *LOGINS, *LIMITED, *SESSIONS, *SECURED)
STARTING_AND_JUDGING = 25.0
MEGABYTES = 300.0


@pytest.fixture(scope="module")
def audits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audits]:
    """Every row's audit, with its recording."""
    running = Audits(ROWS, tmp_path_factory.mktemp("hostile"), "--record", "{record}")
    try:
        yield running
    finally:
        running.close()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_hostile_site(audits: Audits, row: Row) -> None:
    """It ends in time, in bounded memory, with a true exit code, a report or an error, and the sentence of the row."""
    done = audits.of(row)
    ran = done.ran
    wanted = row.says.replace("{port}", str(done.server.port))

    assert ran.code == row.code, ran.said
    assert wanted in ran.said
    assert ("The ten questions" in ran.out) is (row.code != 2), ran.said
    assert not [text for text in row.never if text in ran.out + ran.err]
    assert "".join(ran.out + ran.err).replace("\n", "").isprintable()
    for question, verdict in row.verdicts:
        assert re.search(rf"^  {question} +{verdict}\b", ran.out, re.MULTILINE), (question, ran.out)
    assert done.bakery.failures <= row.failures
    assert ran.seconds < MAX_TIME + TIMEOUT + STARTING_AND_JUDGING
    assert ran.megabytes < MEGABYTES


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_no_secret_of_a_hostile_site_is_told(audits: Audits, row: Row) -> None:
    """Neither password nor any value the site gave out is in an output, the recording or another file of the audit."""
    done = audits.of(row)
    kept = [file.read_bytes().decode("latin-1") for file in done.home.rglob("*") if _is_of_the_audit(file.name)]
    written = "\n".join((done.ran.out, done.ran.err, *kept))

    assert not [secret for secret in (PASSWORD, *done.bakery.values) if any(form in written for form in forms(secret))]


def _is_of_the_audit(name: str) -> bool:
    return name.endswith((".json", ".txt"))


def forms(secret: str) -> tuple[str, ...]:
    """A secret as it might stand somewhere: raw, percent-encoded, in base64 wherever it begins, and reversed."""
    octets = secret.encode()
    # Of base64, the digits that do not depend on what stands before and behind.
    inner = (base64.b64encode(bytes(skip) + octets).decode()[4 if skip else 0 : -4] for skip in range(3))
    return (secret, quote(secret, safe=""), "".join(f"%{octet:02X}" for octet in octets), secret[::-1], *inner)


def test_canaries_are_long_enough() -> None:
    """A search for a short text would find it by chance, or not at all."""
    assert all(len(form) >= 16 for form in forms(PASSWORD))
