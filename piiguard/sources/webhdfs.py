"""Hadoop's file system over its REST interface: ``webhdfs://namenode:9870/path``."""

from __future__ import annotations

from piiguard.sources._place import Place, Settings, endpoint
from piiguard.sources.objects import Objects
from piiguard.sources.source import Secrets

SECRETS = ("WEBHDFS_DELEGATION_TOKEN",)
SETTINGS = ("user",)


def open_target(target: str, secrets: Secrets) -> Objects:
    """A folder and what is below it, or one file; ``webhdfs://`` is HTTP, ``swebhdfs://`` HTTPS.

    Raises SourceError and MissingExtraError.
    """
    place = Place(target, SETTINGS)
    settings = Settings(place, secrets, SECRETS)
    options = {
        "endpoint": endpoint("https" if place.scheme == "swebhdfs" else "http", place),
        "user_name": settings.plain("user", "HADOOP_USER_NAME"),
        "delegation": settings.secret("WEBHDFS_DELEGATION_TOKEN"),
    }
    return Objects(place, "webhdfs", options, flat=False)
