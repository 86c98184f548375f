"""Tencent Cloud COS 腾讯云对象存储: ``cos://bucket-appid/key``."""

from __future__ import annotations

from piiguard.sources._place import Place, Settings
from piiguard.sources.objects import Objects
from piiguard.sources.source import Secrets

SECRETS = ("TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_SECURITY_TOKEN")
SETTINGS = ("endpoint", "region")


def open_target(target: str, secrets: Secrets) -> Objects:
    """A bucket, what is below a key, or one object. Raises SourceError and MissingExtraError."""
    place = Place(target, SETTINGS)
    settings = Settings(place, secrets, SECRETS)
    region, key = settings.plain("region", "COS_REGION"), settings.secret("TENCENTCLOUD_SECRET_ID")
    options = {
        "bucket": place.host,
        "endpoint": settings.plain("endpoint", "COS_ENDPOINT") or (region and f"https://cos.{region}.myqcloud.com"),
        "secret_id": key,
        "secret_key": settings.secret("TENCENTCLOUD_SECRET_KEY"),
        "security_token": settings.secret("TENCENTCLOUD_SECURITY_TOKEN"),
        "disable_config_load": "true" if key else "",
    }
    return Objects(place, "cos", options)
