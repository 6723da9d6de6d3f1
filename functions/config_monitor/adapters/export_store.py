"""Exports too large for an answer, in the report bucket: uploaded in parts as they are written, reached by a link."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

# S3 takes no part below 5 MiB but the last, and 10,000 parts: up to 80 GB in an export.
PART_BYTES = 8 * 1024 * 1024
LINK_SECONDS = 900


class S3ExportStore:
    """The `exports/` of a bucket, which its lifecycle empties after a day."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client, self._bucket = client, bucket

    @contextmanager
    def file(self, content_type: str, ending: str) -> Iterator["S3ExportFile"]:
        """A file that comes to be with its first part; what fails before it is finished leaves nothing behind."""
        file = S3ExportFile(self._client, self._bucket, f"exports/{uuid.uuid4()}.{ending}", content_type)
        try:
            yield file
        except BaseException:
            file.abort()
            raise


class S3ExportFile:
    """One file on its way up."""

    def __init__(self, client: "S3Client", bucket: str, name: str, content_type: str) -> None:
        self._client, self._bucket, self._name, self._content_type = client, bucket, name, content_type
        self._upload: str | None = None
        self._parts: list[CompletedPartTypeDef] = []
        self._held = bytearray()

    def write(self, data: bytes) -> None:
        """Take in bytes; whole parts go up at once."""
        self._held += data
        while len(self._held) >= PART_BYTES:
            self._send(bytes(self._held[:PART_BYTES]))
            del self._held[:PART_BYTES]

    def finish(self) -> str:
        """Send what is left; a link that works for a quarter of an hour."""
        if self._held or not self._parts:
            self._send(bytes(self._held))
        self._client.complete_multipart_upload(
            Bucket=self._bucket, Key=self._name, UploadId=self._begun(), MultipartUpload={"Parts": self._parts}
        )
        attachment = f'attachment; filename="{self._name.removeprefix("exports/")}"'
        parameters = {"Bucket": self._bucket, "Key": self._name, "ResponseContentDisposition": attachment}
        return self._client.generate_presigned_url("get_object", Params=parameters, ExpiresIn=LINK_SECONDS)

    def abort(self) -> None:
        """Leave nothing behind."""
        if self._upload:
            self._client.abort_multipart_upload(Bucket=self._bucket, Key=self._name, UploadId=self._upload)

    def _send(self, part: bytes) -> None:
        number = len(self._parts) + 1
        answer = self._client.upload_part(
            Bucket=self._bucket, Key=self._name, UploadId=self._begun(), PartNumber=number, Body=part
        )
        self._parts.append({"PartNumber": number, "ETag": answer["ETag"]})

    def _begun(self) -> str:
        """The upload, begun when it is first needed."""
        if self._upload is None:
            begun = self._client.create_multipart_upload(
                Bucket=self._bucket, Key=self._name, ContentType=self._content_type
            )
            self._upload = begun["UploadId"]
        return self._upload
