"""Signing keys: an Ed25519 pair for each service and one for people; everybody holds the public halves alone."""

import json
import os
from pathlib import Path

from joserfc.jwk import OKPKey

ISSUERS = ("directory-service", "events-service", "profiles-service", "notifier", "website", "launcher", "people")
"""Who signs tokens: each service for itself, profiles-service with the key `people` for those who signed in."""


def make_key(issuer: str) -> OKPKey:
    """Return a new private key whose id tells who signs with it."""
    key = OKPKey.generate_key("Ed25519", {"use": "sig", "alg": "Ed25519"})
    return OKPKey.import_key({**key.as_dict(private=True), "kid": f"{issuer}.{key.thumbprint()[:12]}"})


def make_keyring(folder: Path) -> Path:
    """Write a private key for each issuer and the public keyring, where they are missing; return the keyring's path."""
    folder.mkdir(parents=True, exist_ok=True)
    for issuer in ISSUERS:
        if not (folder / f"{issuer}.jwk").exists():
            _write(folder / f"{issuer}.jwk", json.dumps(make_key(issuer).as_dict(private=True)))
    private = [OKPKey.import_key(json.loads((folder / f"{issuer}.jwk").read_text())) for issuer in ISSUERS]
    keyring = folder / "keyring.json"
    _write(keyring, json.dumps({"keys": [key.as_dict(private=False) for key in private]}))
    return keyring


def _write(path: Path, words: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(words)
