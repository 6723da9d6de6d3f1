"""Serves the page for people on this machine, signed with the credentials of whoever runs it."""

import os
import webbrowser
from typing import Annotated
from urllib.parse import urlsplit

import typer
from botocore.exceptions import NoCredentialsError

from config_monitor_cli.failures import CommandFailed
from config_monitor_cli.hub import STACK, Hub, Stack, open_hub, session
from config_monitor_cli.page_server import PageServer, signed_api

PORT = 8750

Port = Annotated[int, typer.Option(envvar="PORT", min=0, max=65535, help="The port on 127.0.0.1; 0 for any.")]
Browser = Annotated[bool, typer.Option(help="Whether to open a browser.")]


def page(stack: Stack = STACK, port: Port = PORT, browser: Browser = True) -> None:
    """Open the page of the hub's API in the browser; questions are signed with your own credentials.

    It listens on 127.0.0.1 until it is interrupted, and answers who comes by the address that it prints.
    """
    hub = open_hub(stack)
    server = page_server(hub, port)
    typer.echo(f"The page: {server.address}\nInterrupt (Ctrl-C) ends it.")
    if browser:
        webbrowser.open(server.address)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        typer.echo()
    finally:
        server.server_close()


def page_server(hub: Hub, port: int) -> PageServer:
    """A server for a hub. Raises CommandFailed, or NoCredentialsError."""
    if hub.parameters.get("ApiUserPoolArn"):
        raise CommandFailed(f"This hub's API answers users of its user pool: open {hub.output('ApiUrl')} and sign in.")
    credentials = session().get_credentials()
    if credentials is None:
        raise NoCredentialsError
    try:
        return PageServer(port, signed_api(api_address(hub), hub.where.region, credentials), hub.where.caller)
    except OSError as error:
        raise CommandFailed(
            f"Port {port} cannot be used ({error.strerror}): choose another one with PORT=..., 0 for any."
        ) from error


def api_address(hub: Hub) -> str:
    """Where the API answers: its own address, or that of the endpoint which stands in for AWS."""
    own = hub.output("ApiUrl")
    endpoint = os.environ.get("AWS_ENDPOINT_URL")
    if not endpoint:
        return own
    api_id, path = urlsplit(own).netloc.partition(".")[0], urlsplit(own).path
    return f"{endpoint.rstrip('/')}/_aws/execute-api/{api_id}{path}"
