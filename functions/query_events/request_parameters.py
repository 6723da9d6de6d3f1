"""Reads the query string of a request; what is not understood is refused by name, never guessed or ignored."""

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from query_events.errors import InvalidParameters, ParameterFault

LONGEST_BODY = 10_000
# What the pattern of a parameter requires, in words.
_PATTERNS = {
    "account": "must be a 12-digit account id",
    "region": "must be a region's code, such as eu-central-1",
    "status": "must be a word that a source uses, such as NON_COMPLIANT, ALARM, open or CREATE_FAILED",
}
# The reason for each type of error of Pydantic; any other has a reason of its own.
_REASONS = {
    "missing": "is missing",
    "date_from_datetime_parsing": "must be a date such as 2027-03-31",
    "date_parsing": "must be a date such as 2027-03-31",
    "extra_forbidden": "is not a parameter of this path",
    "literal_error": "must be one of {expected}",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
}


def parameters_of[P: BaseModel](request: APIGatewayProxyEvent, model: type[P]) -> P:
    """The parameters of a request. Raises InvalidParameters with each wrong parameter and the reason."""
    query: dict[str, list[str]] = request.get("multiValueQueryStringParameters") or {}
    repeated = [ParameterFault(name, "appears more than once") for name, values in query.items() if len(values) > 1]
    if repeated:
        raise InvalidParameters(repeated)
    try:
        return model.model_validate({name: values[0] for name, values in query.items()})
    except ValidationError as error:
        raise InvalidParameters([_fault(details) for details in error.errors()]) from None


def body_of[B: BaseModel](request: APIGatewayProxyEvent, model: type[B]) -> B:
    """The body of a request. Raises InvalidParameters with each wrong field and the reason."""
    try:
        text = request.decoded_body or ""
    except ValueError:
        raise InvalidParameters([ParameterFault("body", "must be text in UTF-8")]) from None
    if len(text) > LONGEST_BODY:
        raise InvalidParameters([ParameterFault("body", f"must have at most {LONGEST_BODY} characters")])
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        raise InvalidParameters([_fault(details, "body") for details in error.errors()]) from None


def _fault(details: ErrorDetails, whole: str = "") -> ParameterFault:
    """An error of Pydantic in the API's words; the text of one about two parameters begins with the first."""
    template = _REASONS.get(details["type"])
    reason = template.format(**details.get("ctx", {})) if template else details["msg"]
    if not details["loc"] and whole:
        return ParameterFault(whole, "must be a JSON object")
    if not details["loc"]:
        field, _, reason = reason.partition(" ")
        return ParameterFault(field, reason)
    name = str(details["loc"][0])
    return ParameterFault(name, _PATTERNS[name] if details["type"] == "string_pattern_mismatch" else reason)
