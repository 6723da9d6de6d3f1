"""The page for people: one document with its style and script in it, which may load nothing and run nothing else."""

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

_PARTS = Path(__file__).parent / "page"
_SCRIPTS = ("sigv4.js", "api.js", "elements.js", "app.js")


@dataclass(frozen=True)
class StaticPage:
    """The document and the policy under which a browser is to show it."""

    html: str
    policy: str


@cache
def static_page() -> StaticPage:
    """Put the page together; the policy allows the two inline parts by their hashes and requests to the API alone."""
    style = (_PARTS / "style.css").read_text()
    script = '"use strict";\n' + "\n".join((_PARTS / name).read_text() for name in _SCRIPTS)
    html = (_PARTS / "index.html").read_text().replace("/* style.css */", style).replace("/* script */", script)
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; connect-src 'self'; "
        "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return StaticPage(html, policy)


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
