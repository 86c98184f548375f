"""WebDAV (RFC 4918), as Nextcloud, 坚果云 and many file servers speak it: ``webdavs://server/path``."""

from __future__ import annotations

from piiguard.sources._place import Place, Settings, endpoint
from piiguard.sources.objects import Objects
from piiguard.sources.source import Secrets

SECRETS = ("WEBDAV_USERNAME", "WEBDAV_PASSWORD", "WEBDAV_TOKEN")


def open_target(target: str, secrets: Secrets) -> Objects:
    """A folder and what is below it, or one file; ``webdav://`` is HTTP, ``webdavs://`` HTTPS.

    Raises SourceError and MissingExtraError.
    """
    place = Place(target, ())
    settings = Settings(place, secrets, SECRETS)
    options = {
        "endpoint": endpoint("https" if place.scheme == "webdavs" else "http", place),
        "username": settings.secret("WEBDAV_USERNAME"),
        "password": settings.secret("WEBDAV_PASSWORD"),
        "token": settings.secret("WEBDAV_TOKEN"),
    }
    return Objects(place, "webdav", options, flat=False)
