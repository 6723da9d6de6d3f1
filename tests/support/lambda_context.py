"""What Lambda hands every handler beside its event, as far as the logger reads it."""

from dataclasses import dataclass


@dataclass
class LambdaContext:
    """A context of no particular function."""

    function_name: str = "any"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:eu-central-1:111122223333:function:any"
    aws_request_id: str = "3f0c5d0e-0000-4000-8000-000000000000"
