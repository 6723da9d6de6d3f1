"""The environment of the programs that the local commands start: what they need, nothing of the person's AWS setup."""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from pathlib import Path

from local.settings import HUB_ACCOUNT, REGION, ROOT, Settings

# A person's own AWS settings must reach neither the engine nor `sam deploy`: a profile there could mean a real account.
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "SSL_CERT_FILE", "SYSTEMROOT")


def _base(settings: Settings) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    kept["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', os.defpath)}"
    # `sam deploy` leaves a folder per function in the one for temporary files; this one goes with `make down`.
    temporary = str(settings.folder / "tmp")
    return kept | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1", "TMPDIR": temporary}


def of_engine(settings: Settings) -> dict[str, str]:
    """What MiniStack reads; Lambda functions inherit it, so their endpoint is the engine too."""
    return _base(settings) | {
        "GATEWAY_PORT": str(settings.engine_port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "localhost",
        "MINISTACK_ACCOUNT_ID": HUB_ACCOUNT,
        "MINISTACK_REGION": REGION,
        # A burst otherwise starts a process for each of its events.
        "LAMBDA_ACCOUNT_CONCURRENCY": "8",
        "AWS_ENDPOINT_URL": settings.engine_url,
        "AWS_EC2_METADATA_DISABLED": "true",
        "S3_DATA_DIR": str(settings.folder / "s3"),
        "STATE_DIR": str(settings.folder / "state"),
        # What it holds outlives it (local/keeping.py); `make down` removes it.
        "PERSIST_STATE": "1",
        "S3_PERSIST": "1",
        # Listeners nobody asks for, on ports that a second engine would want as well.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "DOCKER_HOST": "unix:///nonexistent",
        **settings.passed_through,
    }


def of_slack(settings: Settings) -> dict[str, str]:
    """What the played Slack reads; it shows the engine's executions beside the channels."""
    return _base(settings) | {
        "SLACK_PORT": str(settings.slack_port),
        "BIND_HOST": settings.passed_through.get("BIND_HOST", "127.0.0.1"),
        "ENGINE_URL": settings.engine_url,
        "STACK_NAME": settings.stack,
        "SLACK_KEPT": str(settings.folder / "slack.jsonl"),
        # Not read: with another version of its files it is another process, and `make up` starts it anew.
        "SLACK_VERSION": slack_version(),
    }


def slack_version(root: Path = ROOT) -> str:
    """What the files of the played Slack, and of the executions that it shows, come to."""
    files = (file for part in ("executions", "slack") for file in (root / "local" / part).iterdir())
    contents = (file.read_bytes() for file in sorted(files) if file.is_file())
    return sha256(b"\0".join(contents)).hexdigest()


def of_sam(settings: Settings, account: str) -> dict[str, str]:
    """What `sam deploy` reads to reach one account of the engine and nothing else."""
    return _base(settings) | {
        "AWS_ENDPOINT_URL": settings.engine_url,
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "SAM_CLI_TELEMETRY": "0",
        "SAM_CLI_POLL_DELAY": "0.5",
        "__SAM_CLI_APP_DIR": str(settings.folder / "sam"),
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
    }
