"""The engine's user pools make ids of app clients as AWS does."""

from ministack.services import cognito

from local.corrections import applied


def test_client_id_has_no_capitals() -> None:
    as_it_comes = "".join(cognito._client_id() for _ in range(20))
    assert as_it_comes != as_it_comes.lower()
    with applied():
        made = cognito._client_id()
    assert (len(made), made.isalnum(), made) == (26, True, made.lower())
