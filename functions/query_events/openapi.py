"""The OpenAPI document, generated from the models that check parameters and shape responses."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from config_monitor.domain.queries import ComplianceSummary, IncidentDetail, ViolationDetail
from config_monitor.domain.queries.coverage import Coverage
from config_monitor.domain.queries.names import Names
from query_events.parameters import (
    EventParameters,
    ExceptionBody,
    ExceptionParameters,
    IncidentParameters,
    ReportParameters,
    ViolationParameters,
)
from query_events.response_models import (
    AskedException,
    EventPage,
    ExceptionPage,
    ExportLink,
    IncidentPage,
    PerformanceWindows,
    Problem,
    ReportRowPage,
    ShownEvent,
    StoredEvent,
    ViolationPage,
)
from query_events.responses import JSON, PROBLEM

_RESPONSES: list[type[BaseModel]] = [
    ShownEvent,
    StoredEvent,
    EventPage,
    ViolationPage,
    ViolationDetail,
    IncidentPage,
    IncidentDetail,
    ReportRowPage,
    ComplianceSummary,
    Coverage,
    PerformanceWindows,
    ExceptionPage,
    ExceptionBody,
    AskedException,
    ExportLink,
    Names,
    Problem,
]
_TEXT = {"schema": {"type": "string"}}
_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def openapi_document() -> dict[str, Any]:
    """The whole document; the same for every deployment."""
    _, schemas = models_json_schema(
        [(model, "serialization") for model in _RESPONSES], ref_template="#/components/schemas/{model}"
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "AWS Config Monitor",
            "version": "1",
            "description": "History and the current state of every pair of rule and resource.",
        },
        "security": [{"sigv4": []}],
        "paths": {
            "/": {"get": _page()},
            "/events": {"get": _list("Events, as long as they are kept.", EventParameters, EventPage)},
            "/events/{id}": {"get": _one("One event.", ShownEvent, id_of="event")},
            "/compliance/summary": {
                "get": _one("Scores and open violations, now and since earlier days.", ComplianceSummary)
            },
            "/compliance/coverage": {
                "get": _one(
                    "Accounts, regions and rules that are monitored, and recommended rules that are not.", Coverage
                )
            },
            "/compliance/performance": {
                "get": _one(
                    "Times to detect and to fix, score and delivered notifications over 7, 28 and 90 days, by team and "
                    "severity.",
                    PerformanceWindows,
                )
            },
            "/compliance/violations": {
                "get": _list("Open, resolved or excepted violations.", ViolationParameters, ViolationPage)
            },
            "/compliance/violations/{id}": {
                "get": _one("One violation and its timeline.", ViolationDetail, id_of="violation")
            },
            "/compliance/reports/{period}/{date}": {"get": _report()},
            "/compliance/exceptions": {
                "get": _list(
                    "Exceptions of policy and people, first to end first.", ExceptionParameters, ExceptionPage
                ),
                "post": _ask("An exception; a critical one may wait for a second person.", ExceptionBody),
            },
            "/compliance/exceptions/{id}": {"delete": _ask("End an exception that a person made.")},
            "/incidents": {
                "get": _list(
                    "Open, ended or excepted incidents: findings, Health events, alarms, stacks and log errors.",
                    IncidentParameters,
                    IncidentPage,
                )
            },
            "/incidents/{id}": {"get": _one("One incident and its timeline.", IncidentDetail, id_of="incident")},
            "/names": {"get": _one("Names of accounts, teams, regions, rules and resources, to look for.", Names)},
            "/openapi.json": {"get": _document()},
        },
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {
                "sigv4": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "AWS Signature Version 4 for execute-api, or a token where a user pool is set up.",
                }
            },
        },
    }


def _list(summary: str, parameters: type[BaseModel], page: type[BaseModel]) -> dict[str, Any]:
    export = {"text/csv": _TEXT, "application/x-ndjson": _TEXT}
    either = {"schema": {"anyOf": [_ref(page), _ref(ExportLink)]}}
    return {
        "summary": summary,
        "description": "`Accept: text/csv` or `application/x-ndjson` exports all rows: in the response while they fit "
        "in it, else by a link (200 when JSON is accepted as well, 303 when not).",
        "parameters": _parameters(parameters),
        "responses": {
            "200": {"description": "A page, or an export.", "content": {JSON: either, **export}},
            "303": {"description": "The link to the export.", "content": {JSON: {"schema": _ref(ExportLink)}}},
            "400": _problem("A parameter is wrong: the document names it and says why."),
            **_common(),
        },
    }


def _report() -> dict[str, Any]:
    """The operation that lists the rows of one report."""
    listed = _list("The rows of a report, by account, the worst first.", ReportParameters, ReportRowPage)
    schemas = {"period": {"type": "string", "enum": ["daily", "weekly"]}, "date": {"type": "string", "format": "date"}}
    path = [{"name": name, "in": "path", "required": True, "schema": schema} for name, schema in schemas.items()]
    missing = {"404": _problem("This report has not been made, or is no longer kept.")}
    responses = {**listed["responses"], **missing}
    return {**listed, "parameters": [*path, *listed["parameters"]], "responses": responses}


def _ask(summary: str, body: type[BaseModel] | None = None) -> dict[str, Any]:
    """An operation that starts something; with a body, or about the exception in the path."""
    answer = {"description": "It is being done.", "content": {JSON: {"schema": _ref(AskedException)}}}
    responses = {
        "202": answer,
        "400": _problem("A field is wrong: the document names it and says why."),
        "404": _problem("There is nothing with this id."),
        "409": _problem("It is not open any more, has ended already, or is the policy's."),
        **_common(),
    }
    if body:
        content = {JSON: {"schema": _ref(body)}}
        return {"summary": summary, "requestBody": {"required": True, "content": content}, "responses": responses}
    return {"summary": summary, "parameters": [_ID], "responses": responses}


def _one(summary: str, response: type[BaseModel], id_of: str | None = None) -> dict[str, Any]:
    """An operation that returns one thing, by id where it has one."""
    responses = {
        "200": {"description": "Found.", "content": {JSON: {"schema": _ref(response)}}},
        "400": _problem("This path takes no parameters."),
    }
    if not id_of:
        return {"summary": summary, "responses": {**responses, **_common()}}
    missing = {"404": _problem(f"There is no {id_of} with this id.")}
    return {"summary": summary, "parameters": [_ID], "responses": {**responses, **missing, **_common()}}


def _page() -> dict[str, Any]:
    return {
        "summary": "The page for people.",
        "security": [],
        "responses": {"200": {"description": "A document without data.", "content": {"text/html": _TEXT}}},
    }


def _document() -> dict[str, Any]:
    document = {"description": "OpenAPI 3.1.", "content": {JSON: {"schema": {"type": "object"}}}}
    return {"summary": "This document.", "responses": {"200": document, **_common()}}


def _common() -> dict[str, Any]:
    forbidden = {"description": "Not signed, or not allowed.", "content": {PROBLEM: {}, JSON: {}}}
    return {"403": forbidden, "503": _problem("The table is busy.")}


def _parameters(model: type[BaseModel]) -> list[dict[str, Any]]:
    """A model's fields as parameters of the query string."""
    return [_parameter(name, schema) for name, schema in model.model_json_schema()["properties"].items()]


def _parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """One parameter; Pydantic's `anyOf [..., null]` becomes the type, as a query string leaves the parameter out."""
    kept = {key: value for key, value in schema.items() if key not in ("anyOf", "title", "description", "default")}
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    if len(kinds) == 1:
        kept |= {key: value for key, value in kinds[0].items() if key not in ("title", "description")}
    elif kinds:
        kept["anyOf"] = kinds
    if schema.get("default") is not None:
        kept["default"] = schema["default"]
    described = schema.get("description") or (kinds[0].get("description") if kinds else None)
    return {"name": name, "in": "query", "schema": kept} | ({"description": described} if described else {})


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _problem(description: str) -> dict[str, Any]:
    return {"description": description, "content": {PROBLEM: {"schema": _ref(Problem)}}}
