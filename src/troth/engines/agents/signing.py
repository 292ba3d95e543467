"""The key that answers of OpenDSR are signed with, and the certificate that names it.

The key is made of a secret of the key store, so that no other store holds it and every process of
one site has the same. The certificate is one that the operator got from an authority for our
request; until then our own stands there, which the protocol does not count.

The OpenDSR specification, section 4; FIPS 186-4 (ECDSA on P-256 with SHA-256); RFC 5280.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from troth.core.ports import Entropy
from troth.errors import InputError
from troth.storage.ports import DataStore

_SECRET: Final = "opendsr"
_GIVEN: Final = "opendsr-certificate"
_OWN: Final = "opendsr-certificate-own/"
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of P-256 (FIPS 186-4, D.1.2.3)."""
_LASTS: Final = timedelta(days=397)


class AnswerSigner:
    """Signs answers, and hands out the certificate by which they are checked."""

    def __init__(
        self, *, data: DataStore, secret: Callable[[str], bytes], entropy: Entropy
    ) -> None:
        self._data = data
        self._secret = secret
        self._entropy = entropy

    def sign(self, body: bytes) -> str:
        """Return the signature of an answer's body, in base64."""
        return base64.b64encode(self._key().sign(body, ec.ECDSA(hashes.SHA256()))).decode()

    def request(self, domain: str) -> str:
        """Return a certificate signing request for the domain, in PEM (RFC 2986)."""
        made = x509.CertificateSigningRequestBuilder(subject_name=_named(domain))
        made = made.add_extension(_alternative(domain), critical=False)
        return made.sign(self._key(), hashes.SHA256()).public_bytes(Encoding.PEM).decode()

    def keep(self, written: bytes, domain: str, now: datetime) -> x509.Certificate:
        """Keep the certificate that an authority gave.

        Raises:
            InputError: `agents/bad-certificate`.
        """
        try:
            read = x509.load_pem_x509_certificates(written)[0]
            hosts = read.extensions.get_extension_for_class(x509.SubjectAlternativeName)
            names = hosts.value.get_values_for_type(x509.DNSName)
        except (ValueError, x509.ExtensionNotFound) as fault:
            raise _bad("this file is no certificate for a host, in PEM") from fault
        if read.public_key() != self._key().public_key():
            raise _bad("this certificate is for another key")
        if domain not in names:
            raise _bad(f"this certificate is not for `{domain}`")
        if not read.not_valid_before_utc <= now < read.not_valid_after_utc:
            raise _bad("this certificate does not hold now")
        with self._data.unit() as unit:
            unit.set_meta(_GIVEN, written.decode("ascii"))
        return read

    def certificate(self, domain: str, now: datetime) -> str:
        """Return the certificate in PEM: the one an authority gave, else our own."""
        with self._data.read() as reader:
            kept = reader.meta(_GIVEN) or reader.meta(_OWN + domain)
        if kept is not None:
            read = x509.load_pem_x509_certificates(kept.encode())[0]
            if now < read.not_valid_after_utc:
                return kept
        made = self._own(domain, now)
        with self._data.unit() as unit:
            unit.set_meta(_OWN + domain, made)
        return made

    def _own(self, domain: str, now: datetime) -> str:
        key = self._key()
        made = x509.CertificateBuilder(
            issuer_name=_named(domain),
            subject_name=_named(domain),
            public_key=key.public_key(),
            # RFC 5280, 4.1.2.2: positive, and at most 20 bytes.
            serial_number=int.from_bytes(self._entropy.bytes(16)) | 1,
            not_valid_before=now - timedelta(minutes=5),
            not_valid_after=now + _LASTS,
        ).add_extension(_alternative(domain), critical=False)
        return made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()

    def _key(self) -> ec.EllipticCurvePrivateKey:
        number = int.from_bytes(self._secret(_SECRET)) % (_ORDER - 1) + 1
        return ec.derive_private_key(number, ec.SECP256R1())


def _named(domain: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, domain[:64])])


def _alternative(domain: str) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName([x509.DNSName(domain)])


def _bad(why: str) -> InputError:
    return InputError(
        "agents/bad-certificate",
        why,
        help="`troth agents certificate --domain HOST` prints the request an authority signs",
    )
