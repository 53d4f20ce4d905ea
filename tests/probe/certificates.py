"""A throw-away certificate authority, and the certificates that servers get wrong."""

import datetime as dt
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

EPOCH = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
FAR = dt.datetime(2120, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority that issues into a folder.

    Attributes:
        folder: where its files are.
        key: its key.
        certificate: its certificate.
    """

    folder: Path
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def file(self) -> Path:
        """PEM file of the authority's certificate."""
        return self.folder / "authority.pem"

    def issue(self, host: str, *, until: dt.datetime = FAR, start: dt.datetime = EPOCH) -> Path:
        """A certificate for a host name or address, with its key, in one PEM file."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            _builder(host, self.certificate.subject, key, start, until)
            .add_extension(x509.SubjectAlternativeName([_general_name(host)]), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        return _write(self.folder / f"{host}-{until:%Y}-{start:%Y}.pem", key, certificate)

    def server(self, path: Path) -> ssl.SSLContext:
        """The TLS settings of a server that shows this file."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def new_authority(folder: Path, title: str = "Throw-away authority") -> Authority:
    """Makes an authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, title)])
    certificate = (
        _builder(title, name, key, EPOCH, FAR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    authority = Authority(folder, key, certificate)
    authority.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return authority


def self_signed(folder: Path, host: str) -> Path:
    """A certificate that vouches for itself, with its key, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    certificate = (
        _builder(host, name, key, EPOCH, FAR)
        .add_extension(x509.SubjectAlternativeName([_general_name(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return _write(folder / f"self-signed-{host}.pem", key, certificate)


def _builder(
    subject: str,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    start: dt.datetime,
    until: dt.datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(until)
    )


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _write(path: Path, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> Path:
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(secret + certificate.public_bytes(pem))
    return path
