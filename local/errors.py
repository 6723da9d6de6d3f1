"""The errors of local commands, each with one sentence that a person can act on."""


class LocalError(Exception):
    """A local command cannot go on; its text is all that is printed, and the command ends with `status`."""

    def __init__(self, sentence: str, status: int = 2) -> None:
        super().__init__(sentence)
        self.status = status
