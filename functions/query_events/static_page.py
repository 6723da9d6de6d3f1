"""The page for people: one document with its style and script in it, which may load nothing and run nothing else."""

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Literal

_PARTS = Path(__file__).parent / "page"
_SCRIPTS = ("sigv4.js", "access.js", "api.js", "elements.js", "names.js", "lists.js", "details.js", "app.js")

AccessMode = Literal["iam", "pool", "served"]
"""Who authorises requests: the page by keys that are typed in, a user pool, or the local server that has the page."""


@dataclass(frozen=True)
class StaticPage:
    """The document and the policy under which a browser is to show it."""

    html: str
    policy: str


@cache
def static_page(
    access: AccessMode = "iam", sign_in_domain: str = "", client_id: str = "", caller: str = ""
) -> StaticPage:
    """Put the page together; the policy allows the two inline parts by their hashes and requests to the API alone.

    With a user pool's `sign_in_domain` also requests to that, where the page changes its code for a token. `caller` is
    who asks, where that is known already.
    """
    style = (_PARTS / "style.css").read_text()
    script = (
        '"use strict";\n{\n' + "\n".join((_PARTS / name).read_text() for name in _SCRIPTS) + "}\n"
    )  # none of it global
    settings = {"access": access, "sign-in-domain": sign_in_domain, "sign-in-client": client_id, "caller": caller}
    metas = "\n".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in settings.items())
    html = (_PARTS / "index.html").read_text().replace("<!-- settings -->", metas)
    html = html.replace("/* style.css */", style).replace("/* script */", script)
    reached = f"'self' https://{sign_in_domain}" if sign_in_domain else "'self'"
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; connect-src {reached}; "
        "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return StaticPage(html, policy)


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
