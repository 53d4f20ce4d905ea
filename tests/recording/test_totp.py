"""One-time passwords, held against the vectors of RFC 6238 (appendix B, with its errata on the longer secrets)."""

from base64 import b32encode

import pytest

from hardtack.errors import InputError
from hardtack.recording.totp import Totp, parse_totp

SECRETS = {
    "SHA1": b"12345678901234567890",
    "SHA256": b"12345678901234567890123456789012",
    "SHA512": b"1234567890123456789012345678901234567890123456789012345678901234",
}
VECTORS = (
    (59, "94287082", "46119246", "90693936"),
    (1111111109, "07081804", "68084774", "25091201"),
    (1111111111, "14050471", "67062674", "99943326"),
    (1234567890, "89005924", "91819424", "93441116"),
    (2000000000, "69279037", "90698825", "38618901"),
    (20000000000, "65353130", "77737706", "47863826"),
)
B32 = b32encode(SECRETS["SHA1"]).decode()


@pytest.mark.parametrize("algorithm", tuple(SECRETS))
@pytest.mark.parametrize(("now", "sha1", "sha256", "sha512"), VECTORS)
def test_vectors(now: int, sha1: str, sha256: str, sha512: str, algorithm: str) -> None:
    """Each moment, each algorithm, eight digits; six are the last six."""
    expected = {"SHA1": sha1, "SHA256": sha256, "SHA512": sha512}[algorithm]
    assert Totp(SECRETS[algorithm], algorithm, 8).code(now) == expected
    assert Totp(SECRETS[algorithm], algorithm).code(now + 0.9) == expected[2:]


@pytest.mark.parametrize(
    ("text", "expected"),
    (
        pytest.param(B32, Totp(SECRETS["SHA1"]), id="plain"),
        pytest.param(f"{B32.lower()[:4]} {B32.lower()[4:]}\nrest\n", Totp(SECRETS["SHA1"]), id="in groups, lower case"),
        pytest.param(f"otpauth://totp/Shop:baker?secret={B32}&issuer=Shop", Totp(SECRETS["SHA1"]), id="address"),
        pytest.param(
            f"otpauth://totp/a?secret={B32}&algorithm=sha256&digits=8&period=60",
            Totp(SECRETS["SHA1"], "SHA256", 8, 60),
            id="address with all that may stand there",
        ),
        pytest.param(f"otpauth://totp/a?secret={B32}&algorithm=HmacSHA512", Totp(SECRETS["SHA1"], "SHA512"), id="Hmac"),
    ),
)
def test_read(text: str, expected: Totp) -> None:
    """A base32 secret or what a QR code holds."""
    assert parse_totp(text) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    (
        pytest.param("", "0 octets", id="empty"),
        pytest.param("0189!!", "not base32", id="other letters"),
        pytest.param("JBSWY3DP", "5 octets", id="too short"),
        pytest.param("A" * 17, "not base32", id="cut off"),
        pytest.param(f"otpauth://hotp/a?secret={B32}&counter=1", "codes that count", id="counted"),
        pytest.param("otpauth://[totp/a", "address that can't be read", id="broken address"),
        pytest.param(f"otpauth://totp/a?secret={B32}&algorithm=MD5", "none of SHA1", id="algorithm"),
        pytest.param(f"otpauth://totp/a?secret={B32}&digits=5", "digits are not 6 to 8", id="digits"),
        pytest.param(f"otpauth://totp/a?secret={B32}&digits=six", "digits are not 6 to 8", id="digits in words"),
        pytest.param(f"otpauth://totp/a?secret={B32}&period=0", "period is not 1 to 300", id="period"),
        pytest.param("otpauth://totp/a", "0 octets", id="no secret"),
    ),
)
def test_refused(text: str, says: str) -> None:
    """The message says what is wrong, and quotes nothing."""
    with pytest.raises(InputError) as caught:
        parse_totp(text)
    assert says in caught.value.message
    assert B32 not in caught.value.message + caught.value.hint


def test_periods() -> None:
    """A code is good for its period; the next one begins where it ends."""
    totp = Totp(SECRETS["SHA1"], period=30)
    assert (totp.step(59.9), totp.step(60)) == (1, 2)
    assert (totp.until_step(59.5, 2), totp.until_step(60, 2), totp.until_step(75, 2)) == (0.5, 0.0, 0.0)


def test_the_secret_is_in_no_repr() -> None:
    """Neither it nor its spelling."""
    assert "1234567890" not in repr(parse_totp(B32))
