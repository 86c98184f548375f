"""Amazon S3 and servers that speak its protocol: ``s3://bucket/key``."""

from __future__ import annotations

from piiguard.sources._place import Place, Settings
from piiguard.sources.objects import Objects
from piiguard.sources.source import Secrets

SECRETS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
SETTINGS = ("endpoint", "region", "virtual", "anonymous")


def open_target(target: str, secrets: Secrets) -> Objects:
    """A bucket, what is below a key, or one object.

    Without keys the library looks where AWS's own tools do: ``~/.aws``, the role of the machine.
    Raises SourceError and MissingExtraError.
    """
    place = Place(target, SETTINGS)
    settings = Settings(place, secrets, SECRETS)
    key, anonymous = settings.secret("AWS_ACCESS_KEY_ID"), settings.switch("anonymous")
    own = "true" if key or anonymous else ""
    endpoint = settings.plain("endpoint", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
    options = {
        "bucket": place.host,
        "endpoint": endpoint,
        "region": settings.plain("region", "AWS_REGION", "AWS_DEFAULT_REGION") or ("us-east-1" if endpoint else ""),
        "enable_virtual_host_style": "true" if settings.switch("virtual") else "",
        "skip_signature": "true" if anonymous else "",
        "disable_config_load": own,
        "disable_ec2_metadata": own,
    }
    if not anonymous:
        options["access_key_id"] = key
        options["secret_access_key"] = settings.secret("AWS_SECRET_ACCESS_KEY")
        options["session_token"] = settings.secret("AWS_SESSION_TOKEN")
    return Objects(place, "s3", options)
