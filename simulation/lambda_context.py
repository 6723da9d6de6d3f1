"""What Lambda passes to every handler beside its event, as far as handlers and logger read it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LambdaContext:
    """The context of an invocation that always has the same time left, so that a test says how long a step is."""

    remaining_milliseconds: int = 900_000
    function_name: str = "function"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:eu-central-1:111122223333:function:function"
    aws_request_id: str = "3f0c5d0e-0000-4000-8000-000000000000"

    def get_remaining_time_in_millis(self) -> int:
        """The time left."""
        return self.remaining_milliseconds
