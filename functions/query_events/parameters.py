"""Query strings into questions: what cannot be understood is refused by name, never guessed at or passed over."""

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from config_monitor.errors import InvalidQuestion, Reason

# What a pattern asks for, in words.
_FORMS = {
    "account": "must be a 12-digit account id",
    "region": "must be a region's code, such as eu-central-1",
    "status": "must be a word that a source uses, such as NON_COMPLIANT, ALARM, open or CREATE_FAILED",
}
_SAYS = {
    "extra_forbidden": "is not a parameter of this path",
    "literal_error": "must be one of {expected}",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
}


def question[Q: BaseModel](request: APIGatewayProxyEvent, model: type[Q]) -> Q:
    """The question that a request asks. Raises InvalidQuestion naming each wrong parameter and the reason."""
    given: dict[str, list[str]] = request.get("multiValueQueryStringParameters") or {}
    repeated = [Reason(name, "is given more than once") for name, values in given.items() if len(values) > 1]
    if repeated:
        raise InvalidQuestion(repeated)
    try:
        return model.model_validate({name: values[0] for name, values in given.items()})
    except ValidationError as error:
        raise InvalidQuestion([_reason(found) for found in error.errors()]) from None


def _reason(found: ErrorDetails) -> Reason:
    """Pydantic's finding in the API's words; a finding about two parameters names the first in its own."""
    template = _SAYS.get(found["type"])
    says = template.format(**found.get("ctx", {})) if template else found["msg"]
    if not found["loc"]:
        field, _, says = says.partition(" ")
        return Reason(field, says)
    name = str(found["loc"][0])
    return Reason(name, _FORMS[name] if found["type"] == "string_pattern_mismatch" else says)
