"""Values that may hold secrets, found by the names of their properties and by what secrets look like in text.

AWS Config records environment variables, parameters of stacks and user data as they are. Hiding too much loses a line
of a message; hiding too little spreads a password.
"""

import json
import re
from typing import Any

HIDDEN = "(hidden: may hold a secret)"

# Anywhere in a name of letters alone: `DbPassword`, `environment.variables`, `user_data`.
_SECRET = re.compile(
    "password|passwd|passphrase|passcode|pwd|secret|token|credential|userdata|environment|envvar|apikey|privatekey"
    "|connectionstring|authorization|authkey|sharedkey|certificatebody|dsn$|key$|keys$|env$"
)
# What the pattern above finds and is a setting, not a secret.
_SETTINGS = {"httptokens", "minimumpasswordlength", "passwordreuseprevention", "hardexpiry", "tagkey", "tagkeys"}
_LETTERS = re.compile("[^a-z]+")
# In free text: a label with its value, and the password of an address.
_LABELLED = re.compile(
    r"(?i)((?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)[\w-]{0,40}\s?[=:]\s?)"
    r"(\"[^\"]*\"|'[^']*'|[^\s,;&]+)"
)
_ADDRESS = re.compile(r"(://[^\s:/@]*:)[^\s@]+(?=@)")
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|$)", re.DOTALL)
# Longer text is cut before it is searched: nobody is shown more of it.
_LARGEST_JSON, _LARGEST_TEXT = 100_000, 4_000


def is_secret(name: str) -> bool:
    """Whether the value of a property, variable or tag of this name may be a secret."""
    letters = _LETTERS.sub("", name.lower())
    return letters not in _SETTINGS and _SECRET.search(letters) is not None


def without_secrets(path: str, value: Any) -> Any:
    """The value of the property at a dotted path with all that may be a secret hidden, at any depth."""
    if value is not None and any(is_secret(part) for part in path.split(".")):
        return HIDDEN
    return _without(value)


def _without(value: Any) -> Any:
    match value:
        case dict():
            return {name: _inner(value, name) for name in value}
        case list():
            return [_without(inner) for inner in value]
        case str():
            return _text(value)
        case _:
            return value


def _inner(holder: dict[str, Any], name: str) -> Any:
    """One entry of an object; the `key` or `name` beside a `value` decides, as in tags and parameters."""
    inner, letters = holder[name], _LETTERS.sub("", name.lower())
    if inner is None:
        return None
    if letters.endswith("value") and any(is_secret(label) for label in _labels(holder, letters)):
        return HIDDEN
    if letters.endswith("key") and any(_LETTERS.sub("", other.lower()) == f"{letters[:-3]}value" for other in holder):
        return inner if isinstance(inner, str) else HIDDEN
    return HIDDEN if is_secret(name) else _without(inner)


def _labels(holder: dict[str, Any], letters: str) -> list[str]:
    """What the key or name beside a value says, such as `DB_PASSWORD` of a `parameterKey` beside a `parameterValue`."""
    stem = letters.removesuffix("value")
    wanted = {f"{stem}key", f"{stem}name"}
    return [str(label) for name, label in holder.items() if _LETTERS.sub("", name.lower()) in wanted]


def _text(text: str) -> str:
    """Text without secrets; JSON in it is looked into."""
    if text[:1] in ("{", "[") and len(text) <= _LARGEST_JSON:
        try:
            return json.dumps(_without(json.loads(text)), ensure_ascii=False)
        except (ValueError, RecursionError):
            pass
    text = _PRIVATE_KEY.sub(HIDDEN, text[:_LARGEST_TEXT])
    return _ADDRESS.sub(rf"\1{HIDDEN}", _LABELLED.sub(rf"\1{HIDDEN}", text))
