"""What a command says when it cannot go on: one sentence for each cause that the person who runs it can mend."""

import os

from botocore import exceptions as aws
from botocore.parsers import ResponseParserError

from config_monitor.errors import InvalidPolicy, StorageBusy, StorageRefused


class CommandFailed(Exception):
    """A command that cannot go on; the message is the sentence for whoever runs it."""


EXPECTED = (
    CommandFailed,
    InvalidPolicy,
    StorageBusy,
    StorageRefused,
    aws.BotoCoreError,
    aws.ClientError,
    ResponseParserError,
)
"""What becomes a sentence; anything else is a fault of the project's and stays a traceback."""

_SENTENCES: dict[type[aws.BotoCoreError], str] = {
    aws.NoRegionError: "No AWS region was named: set AWS_REGION, or a region in your AWS profile.",
    **dict.fromkeys(
        (aws.NoCredentialsError, aws.PartialCredentialsError, aws.CredentialRetrievalError),
        "No AWS credentials were there: set AWS_PROFILE, or sign in (aws sso login, aws configure).",
    ),
    **dict.fromkeys(
        (aws.UnauthorizedSSOTokenError, aws.SSOTokenLoadError, aws.TokenRetrievalError),
        "Your sign-in to AWS is over: sign in again (aws sso login), or renew the credentials.",
    ),
}
_REFUSED_CREDENTIALS = {
    "AuthFailure",
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}
_DENIED = {"AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation"}


def sentence_of(error: BaseException) -> str:
    """What happened and what helps, in one line; `error` is one of EXPECTED."""
    match error:
        case InvalidPolicy():
            return str(error)  # a line for each mistake
        case CommandFailed():
            return " ".join(str(error).split())
        case aws.ProfileNotFound():
            return f"{error}: see AWS_PROFILE, and `aws configure list-profiles`."
        case aws.HTTPClientError() | aws.ConnectionError():
            return f"AWS did not answer: {_one_line(error)}{_endpoint('; ')}."
        case aws.ClientError() if "Error" in error.response:
            return _refused(error)
        case ResponseParserError() | aws.ClientError():
            return f"What answered is not AWS: {_endpoint() or 'look at proxy and network'}."
        case StorageBusy():
            return f"{_one_line(error)}: run it again{_endpoint(' (', ')')}."
    kinds = (kind for kind in type(error).__mro__ if kind in _SENTENCES)
    return next((_SENTENCES[kind] for kind in kinds), f"{_one_line(error)}.")


def _refused(error: aws.ClientError) -> str:
    code, message = error.response["Error"].get("Code", "?"), error.response["Error"].get("Message", "")
    if code in _REFUSED_CREDENTIALS:
        return f"AWS does not take these credentials ({code}): sign in again, or look at AWS_PROFILE."
    if code in _DENIED:
        return f"These credentials may not do that: {message or code} ({error.operation_name})."
    return f"AWS refused {error.operation_name}: {code}: {' '.join(message.split())}"


def _endpoint(before: str = "", after: str = "") -> str:
    """A hint at an endpoint of one's own, where one is set."""
    address = os.environ.get("AWS_ENDPOINT_URL")
    return f"{before}AWS_ENDPOINT_URL is {address}{after}" if address else ""


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split()).rstrip(".")
