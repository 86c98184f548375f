"""Google Cloud Storage: ``gs://bucket/name``."""

from __future__ import annotations

from piiguard.sources._place import Place, Settings
from piiguard.sources.objects import Objects
from piiguard.sources.source import Secrets

SECRETS = ("GOOGLE_OAUTH_ACCESS_TOKEN",)
SETTINGS = ("endpoint", "anonymous")


def open_target(target: str, secrets: Secrets) -> Objects:
    """A bucket, what is below a name, or one object; the key file is the one Google's own tools take.

    Raises SourceError and MissingExtraError.
    """
    place = Place(target, SETTINGS)
    settings = Settings(place, secrets, SECRETS)
    options = {
        "bucket": place.host,
        "endpoint": settings.plain("endpoint", "STORAGE_EMULATOR_HOST"),
        "skip_signature": "true" if settings.switch("anonymous") else "",
        "credential_path": settings.plain("", "GOOGLE_APPLICATION_CREDENTIALS"),
        "token": settings.secret("GOOGLE_OAUTH_ACCESS_TOKEN"),
    }
    return Objects(place, "gcs", options)
