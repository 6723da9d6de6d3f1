"""Raw events that the dead-letter queue did not take: objects of the bucket, named by the message in their place."""

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

POINTER = "config_monitor_dead_letter"
# No event of EventBridge looks like a pointer: it has an envelope. The key names nothing but what the machine wrote.
_KEY = re.compile(r"dead-letters/[A-Za-z0-9_:-]{1,200}\.json")


def key_of(raw: Any) -> str | None:
    """The object's key, if this is a message in place of an event."""
    key = raw[POINTER] if isinstance(raw, dict) and raw.keys() == {POINTER} else None
    return key if isinstance(key, str) and _KEY.fullmatch(key) else None


def read_kept(client: "S3Client", bucket: str, key: str) -> Any:
    """The raw event as it came; raises botocore's NoSuchKey after its 90 days."""
    return json.loads(client.get_object(Bucket=bucket, Key=key)["Body"].read())
