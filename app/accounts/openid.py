"""Signing in through the office's own provider (OpenID Connect Core 1.0, authorization code with PKCE, RFC 7636).

Only the configured issuer is spoken to: what its discovery document names must lie on the issuer's own host.
"""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from app.accounts.seals import Seals
from app.core.errors import Forbidden, Unavailable
from app.core.settings import Settings

ALGORITHMS = ["RS256", "PS256", "ES256"]
SECONDS = 600
PATIENCE = 5.0
LARGEST = 200_000
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
REFUSED = Forbidden("ผู้ให้บริการเข้าระบบร่วมไม่ยืนยันตัวตน", "The single sign-on did not confirm who you are.")
UNREACHED = Unavailable("ติดต่อผู้ให้บริการเข้าระบบร่วมไม่ได้", "The single sign-on cannot be reached.")


@dataclass(frozen=True, slots=True)
class Errand:
    """What the browser carries, sealed, to the provider and back: it binds the answer to this browser and this try."""

    state: str
    nonce: str
    verifier: str
    until: int

    def sealed(self, seals: Seals) -> str:
        said = json.dumps([self.state, self.nonce, self.verifier, self.until])
        return seals.seal(said.encode(), "openid").hex()


def new_errand() -> Errand:
    return Errand(
        secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), int(time.time()) + SECONDS
    )


def opened(sealed: str, seals: Seals) -> Errand | None:
    """The errand of a cookie; None when it is not ours, or too old."""
    try:
        content = seals.opened(bytes.fromhex(sealed), "openid")
    except ValueError:
        return None
    errand = Errand(*json.loads(content)) if content is not None else None
    return errand if errand is not None and errand.until > time.time() else None


class Provider:
    """The configured issuer. Raises Unavailable when it does not answer as the standard wants."""

    def __init__(self, settings: Settings) -> None:
        assert settings.oidc_issuer is not None
        assert settings.oidc_client_id is not None
        self.issuer, self.client_id = settings.oidc_issuer, settings.oidc_client_id
        self._secret = settings.oidc_client_secret

    def way_there(self, errand: Errand, back: str) -> str:
        """The address at which the provider asks who it is."""
        asked = {
            "response_type": "code", "client_id": self.client_id, "redirect_uri": back, "scope": "openid",
            "state": errand.state, "nonce": errand.nonce, "code_challenge_method": "S256",
            "code_challenge": create_s256_code_challenge(errand.verifier),
        }  # fmt: skip
        return f"{self._discovered()['authorization_endpoint']}?{urlencode(asked)}"

    def subject(self, errand: Errand, code: str, back: str) -> str:
        """Who signed in there. Raises Forbidden when anything about the token is not as it must be."""
        found = self._discovered()
        sent = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": errand.verifier,
            "client_id": self.client_id,
        }  # fmt: skip
        login = (self.client_id, self._secret) if self._secret else None
        tokens = self._json("POST", found["token_endpoint"], data=sent, auth=login)
        return self._verified(str(tokens.get("id_token", "")), self._json("GET", found["jwks_uri"]), errand.nonce)

    def _verified(self, token: str, keys: dict[str, Any], nonce: str) -> str:
        registry = jwt.JWTClaimsRegistry(
            leeway=60,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
        )
        try:
            claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]
            registry.validate(claims)
        except (JoseError, ValueError) as error:
            raise REFUSED from error
        if claims.get("azp", self.client_id) != self.client_id:
            raise REFUSED
        return str(claims["sub"])

    def _discovered(self) -> dict[str, str]:
        found = self._json("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise UNREACHED
        if any(_origin(str(found.get(name))) != _origin(self.issuer) for name in NEEDED):
            raise UNREACHED
        return {name: str(found[name]) for name in NEEDED}

    def _json(self, method: str, address: str, **more: Any) -> dict[str, Any]:
        try:
            with httpx2.Client(timeout=PATIENCE, follow_redirects=False, trust_env=False) as client:
                answer = client.request(method, address, **more)
            answer.raise_for_status()
            if len(answer.content) > LARGEST:
                raise UNREACHED
            found = answer.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise (REFUSED if method == "POST" else UNREACHED) from error
        if not isinstance(found, dict):
            raise UNREACHED
        return found


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc
