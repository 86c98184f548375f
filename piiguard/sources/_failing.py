"""What a store's failure is called in a report.

The library's own messages hold addresses, names of objects and whole answers of the server; none of that is
passed on. What is kept: the kind, the HTTP status and the code that S3 and its kin put beside it.
"""

from __future__ import annotations

import re

_KIND = re.compile(r"(\w{3,30}) \((?:permanent|temporary|persistent)\)")
_NAMES = re.compile(r"\b(?:uri|url|path): \S+")
_STATUS = re.compile(r"status: (\d{3})\b")
_CODE = re.compile(r'\bcode: "([A-Za-z]{3,40})"')
_STATUSES = {
    "401": "access refused",
    "403": "access refused",
    "429": "the server asks to slow down",
    "503": "the server asks to slow down",
}
# (what the library or the system says, what it is)
_WORDS = (
    (("Connection refused",), "nothing answers at its address"),
    (("dns error", "failed to lookup"), "its address is not known"),
    (("certificate",), "its certificate is not trusted"),
    (("timeout", "timed out", "deadline"), "no answer in time"),
    (("connection closed", "IncompleteMessage", "Connection reset", "error decoding response body", "too little data",
      "end of file before message length"), "the connection broke off"),
)  # fmt: skip
_KINDS = {
    "NotFound": "it does not exist",
    "PermissionDenied": "access refused",
    "ConfigInvalid": "it does not exist, or settings are missing or wrong",
    "RateLimited": "the server asks to slow down",
    "ConditionNotMatch": "it changed while it was read",
    "RangeNotSatisfied": "it became shorter while it was read",
    "IsADirectory": "it is a folder",
    "NotADirectory": "it is no folder",
    "Unsupported": "the store does not do this",
}


def kind(error: BaseException) -> str:
    """The library's name of the error; its files raise plain OSErrors that have it at their beginning."""
    if type(error).__module__.startswith("opendal"):
        return type(error).__name__
    found = _KIND.match(str(error))
    return found[1] if found else ""


def why(error: BaseException) -> str:
    """A reason for a report: no address, no name, no secret, nothing the server wrote freely."""
    head = _NAMES.sub("", str(error).split("Backtrace:", 1)[0])
    status, code = _STATUS.search(head), _CODE.search(head)
    if status and status[1] in _STATUSES:
        text = _STATUSES[status[1]]
    elif kind(error) in _KINDS:
        text = _KINDS[kind(error)]
    elif status and status[1].startswith("5"):
        text = "the server failed"
    else:
        text = next((text for words, text in _WORDS if any(word in head for word in words)), "it failed")
    details = " ".join([f"HTTP {status[1]}" if status else "", code[1] if code else ""]).strip()
    return f"{text} ({details})" if details else text
