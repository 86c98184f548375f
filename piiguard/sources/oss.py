"""Alibaba Cloud OSS 阿里云对象存储: ``oss://bucket/key``."""

from __future__ import annotations

from piiguard.sources._place import Place, Settings
from piiguard.sources.objects import Objects
from piiguard.sources.source import Secrets

SECRETS = ("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN")
SETTINGS = ("endpoint", "region", "anonymous")


def open_target(target: str, secrets: Secrets) -> Objects:
    """A bucket, what is below a key, or one object. Raises SourceError and MissingExtraError."""
    place = Place(target, SETTINGS)
    settings = Settings(place, secrets, SECRETS)
    region = settings.plain("region", "OSS_REGION")
    options = {
        "bucket": place.host,
        "endpoint": settings.plain("endpoint", "OSS_ENDPOINT") or (region and f"https://oss-{region}.aliyuncs.com"),
        "skip_signature": "true" if settings.switch("anonymous") else "",
        "access_key_id": settings.secret("ALIBABA_CLOUD_ACCESS_KEY_ID"),
        "access_key_secret": settings.secret("ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
        "security_token": settings.secret("ALIBABA_CLOUD_SECURITY_TOKEN"),
    }
    return Objects(place, "oss", options)
