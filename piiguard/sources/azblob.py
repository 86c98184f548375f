"""Azure Blob Storage: ``azblob://container/name``."""

from __future__ import annotations

from piiguard.sources._place import Place, Settings
from piiguard.sources.objects import Objects
from piiguard.sources.source import Secrets

SECRETS = ("AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_SAS_TOKEN")
SETTINGS = ("endpoint", "account", "anonymous")


def open_target(target: str, secrets: Secrets) -> Objects:
    """A container, what is below a name, or one blob. Raises SourceError and MissingExtraError."""
    place = Place(target, SETTINGS)
    settings = Settings(place, secrets, SECRETS)
    account = settings.plain("account", "AZURE_STORAGE_ACCOUNT_NAME")
    own = account and f"https://{account}.blob.core.windows.net"
    options = {
        "container": place.host,
        "endpoint": settings.plain("endpoint", "AZURE_STORAGE_ENDPOINT") or own,
        "account_name": account,
        "skip_signature": "true" if settings.switch("anonymous") else "",
        "account_key": settings.secret("AZURE_STORAGE_ACCOUNT_KEY"),
        "sas_token": settings.secret("AZURE_STORAGE_SAS_TOKEN"),
    }
    return Objects(place, "azblob", options)
