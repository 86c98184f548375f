"""Huawei Cloud OBS 华为云对象存储: ``obs://bucket/key``."""

from __future__ import annotations

from piiguard.sources._place import Place, Settings
from piiguard.sources.objects import Objects
from piiguard.sources.source import Secrets

SECRETS = ("OBS_ACCESS_KEY_ID", "OBS_SECRET_ACCESS_KEY")
SETTINGS = ("endpoint", "region")


def open_target(target: str, secrets: Secrets) -> Objects:
    """A bucket, what is below a key, or one object. Raises SourceError and MissingExtraError."""
    place = Place(target, SETTINGS)
    settings = Settings(place, secrets, SECRETS)
    region = settings.plain("region", "OBS_REGION")
    options = {
        "bucket": place.host,
        "endpoint": settings.plain("endpoint", "OBS_ENDPOINT") or (region and f"https://obs.{region}.myhuaweicloud.com"),
        "access_key_id": settings.secret("OBS_ACCESS_KEY_ID"),
        "secret_access_key": settings.secret("OBS_SECRET_ACCESS_KEY"),
    }
    return Objects(place, "obs", options)
