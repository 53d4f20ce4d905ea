"""A certificate for the demo's https side, made on the spot and good for a week."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HOST_NAMES: Final = ("localhost", "demo.test", "*.demo.test")
"""The names the certificate is good for."""
ADDRESSES: Final = ("127.0.0.1", "::1")
"""The addresses it is good for, besides the one the demo listens on."""

_VALID_FOR = timedelta(days=7)
_CLOCK_SKEW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate, its key and the authority that signed it, each in PEM.

    The authority's own key is forgotten once it has signed: who trusts the authority trusts this one certificate.
    """

    authority: bytes
    chain: bytes
    key: bytes


def make_certificate(address: str, now: datetime) -> Certificate:
    """Make an authority and one server certificate signed by it (P-256, the profile of RFC 5280).

    Args:
        address: The IP address the demo listens on; it gets into the certificate.
        now: The present time, with its zone.

    Returns:
        The certificate, valid from an hour before `now` for a week.
    """
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = (
        _begin("hardtack demo authority", authority_key.public_key(), authority_key, now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    server = (
        _begin("hardtack demo", key.public_key(), authority_key, now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_alternative_names(address), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    return Certificate(
        authority=authority.public_bytes(pem),
        chain=server.public_bytes(pem),
        key=key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )


def _begin(
    subject: str, key: ec.EllipticCurvePublicKey, authority_key: ec.EllipticCurvePrivateKey, now: datetime
) -> x509.CertificateBuilder:
    signer = authority_key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name("hardtack demo authority"))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SKEW)
        .not_valid_after(now + _VALID_FOR)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer), critical=False)
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _usage(*, authority: bool) -> x509.KeyUsage:
    # RFC 5280 section 4.2.1.3: an authority signs certificates, a TLS server signs handshakes.
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _alternative_names(address: str) -> x509.SubjectAlternativeName:
    addresses = sorted({address, *ADDRESSES})
    return x509.SubjectAlternativeName(
        [*map(x509.DNSName, HOST_NAMES), *(x509.IPAddress(ipaddress.ip_address(each)) for each in addresses)]
    )
