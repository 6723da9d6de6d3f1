"""The report bucket: pages and pictures, reached by presigned links that expire."""

from datetime import timedelta
from typing import TYPE_CHECKING

from config_monitor.domain.events import bucket_object_url

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# A presigned link ends with the credentials that signed it, and a function's last twelve hours at most.
LIFETIME = timedelta(hours=12)


class BucketReportFiles:
    """Files in the bucket."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client, self._bucket = client, bucket

    @property
    def lifetime(self) -> timedelta:
        """The longest time that links work."""
        return LIFETIME

    def address(self, name: str) -> str | None:
        """The file's page in the S3 console, which works as long as the file is kept."""
        return bucket_object_url(self._client.meta.region_name, self._bucket, name)

    def keep(self, name: str, content: bytes, content_type: str) -> str:
        """Store a file; returns a presigned link to it."""
        self._client.put_object(Bucket=self._bucket, Key=name, Body=content, ContentType=content_type)
        return self._client.generate_presigned_url(
            "get_object",
            Params={"Bucket": self._bucket, "Key": name},
            ExpiresIn=int(LIFETIME.total_seconds()),
        )
