"""The way back: tokens by their seal, format-preserved values by finding them again."""

from __future__ import annotations

from .errors import FpeError, KeyringError
from .tokens import restore as restore_tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .guard import Guard


def restore(guard: Guard, text: str) -> str:
    """See :meth:`piiguard.Guard.restore`."""
    if guard.keyring is None:
        raise KeyringError("restore needs a keyring")
    if any(guard.policy.rule(recognizer.entity_type).operator == "fpe" for recognizer in guard.recognizers):
        text = _decrypted(guard, text)
    return restore_tokens(guard.keyring, text)


def _decrypted(guard: Guard, text: str) -> str:
    """``text`` with what is found of the types under ``fpe`` decrypted; tokens are still tokens."""
    assert guard.keyring is not None
    forms = guard.keyring.forms()
    pieces = []
    done = 0
    for finding in guard.find(text):
        if guard.policy.rule(finding.entity_type).operator != "fpe":
            continue
        try:
            value = forms.decrypt(finding.entity_type, text[finding.start : finding.end])
        except FpeError:
            continue  # it was a token's place, or never encrypted
        pieces += [text[done : finding.start], value]
        done = finding.end
    return "".join([*pieces, text[done:]])
