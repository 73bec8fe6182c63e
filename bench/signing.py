"""Signing in the sender (DKIM, RSA with 2048 bits): our whole path, and a signature against OpenSSL's bare one."""

from time import process_time
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bench import results
from bench.campaign import long_offer, notifier
from bench.ground import durable_ground
from bench.mail import filled, sample
from bench.sink import Run, sink
from notifier.sending.signing import Signature
from notifier.sending.smtp import Envelope

_PEOPLE, _ROUNDS, _SIGNATURES = 5_000, 5, 500


def measure(*, small: bool = False) -> dict[str, Any]:
    """Measure the signed half of goal 2."""
    people, rounds = (500, 1) if small else (_PEOPLE, _ROUNDS)
    key = generate_private_key(65537, 2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    runs: list[Run] = []
    with durable_ground() as ground, sink() as server:
        database = filled(ground, people)
        with notifier(ground, server.url, processes=2, dkim_key=pem) as ours:
            ours.tell_and_wait(long_offer())
            mail, _ = sample(ground, database)
            runs += [ours.tell_and_wait(long_offer()) for _ in range(rounds)]
    signature = Signature(pem, domain="example.org", selector="bench")
    envelope = Envelope((1, 1), "a@example.org", "b@example.org", mail)
    padding, hashing = PKCS1v15(), hashes.SHA256()
    whole, bare = [], []
    for _ in range(rounds):
        whole.append(_cost(lambda: signature.signed(envelope)))
        bare.append(_cost(lambda: key.sign(mail[:1000], padding, hashing)))
    return {
        "sizes": {"people": people, "rounds": rounds, "mail_bytes": len(mail)},
        "mails_per_second": results.summary([run.rate for run in runs], 0),
        "cpu_us_per_mail": results.summary([run.cpu_us for run in runs], 0),
        "signature_us": results.summary(whole, 0),
        "bare_rsa_us": results.summary(bare, 0),
        "ratio": results.ratios(whole, bare),
    }


def _cost(deed: Any) -> float:
    began = process_time()
    for _ in range(_SIGNATURES):
        deed()
    return (process_time() - began) / _SIGNATURES * 1e6
