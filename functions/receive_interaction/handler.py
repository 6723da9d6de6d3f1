"""ReceiveInteraction: what Slack sends for buttons, dialogs and the command, verified and answered at once."""

from base64 import b64decode
from typing import Any

from config_monitor import bootstrap
from config_monitor.errors import RefusedInteraction
from config_monitor.observability import logger, metrics
from config_monitor.use_cases.receive_interaction import receive


@metrics.log_metrics
@logger.inject_lambda_context(clear_state=True)
def handler(request: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer a proxy event of API Gateway with a proxy response."""
    body = (request.get("body") or "").encode(errors="replace")
    body = b64decode(body) if request.get("isBase64Encoded") else body
    status, response = 200, ""
    try:
        receiver = bootstrap.slack_receiver()
        full_path = (request.get("requestContext") or {}).get("path", "")
        received = receiver.read(request["path"], request.get("headers") or {}, body, full_path)
        response = receiver.response_body(receive(received, bootstrap.receive_dependencies()))
    except RefusedInteraction as refused:
        status = refused.status
        logger.warning("an interaction was refused", extra={"reason": str(refused), "status": status})
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json", "Cache-Control": "no-store"},
        "body": response,
    }
