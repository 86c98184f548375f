"""A guardrail for LiteLLM's proxy: what goes to a model is hidden, what comes back is restored.

In the proxy's configuration::

    guardrails:
      - guardrail_name: piiguard
        litellm_params:
          guardrail: piiguard.chat.litellm.PiiGuardrail
          mode: [pre_call, post_call]
          default_on: true

Values are put back in the proxy, behind LiteLLM's logs and caches, so neither ever holds one. A program that calls
``litellm.acompletion`` itself takes :mod:`piiguard.chat.openai` around it. Importing this module imports ``litellm``, which
takes seconds.

It fails closed: a request that cannot be hidden, or is of a kind not treated here, is refused.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ..errors import MissingExtraError, SessionError
from .conversations import Conversations, Shown
from .openai import _Running, _walked, hide, restore

try:
    from litellm.integrations.custom_guardrail import CustomGuardrail
    from litellm.types.guardrails import GuardrailEventHooks
except ImportError:
    raise MissingExtraError("pip install litellm") from None

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator

    from ..guard import Guard

TREATED = frozenset(
    """completion acompletion text_completion atext_completion embedding embeddings aembedding
    moderation amoderation""".split()
)
"""Kinds of call whose request is hidden; the others are refused."""
#: Of a request, what is no text for the model but addresses it, or is LiteLLM's own.
_ENVELOPE = frozenset(
    """model metadata proxy_server_request secret_fields headers extra_headers guardrails guardrail_config policies
    api_key api_base base_url api_version organization custom_llm_provider azure_ad_token deployment_id specific_deployment
    aws_access_key_id aws_secret_access_key aws_session_token vertex_credentials tags cache timeout mock_response
    mock_tool_calls model_info""".split()
)
#: Tools the proxy or the provider feeds from elsewhere: their results would reach the model past this hook.
_FED = ("mcp", "file_search")
_KEY = "piiguard"


class PiiGuardrail(CustomGuardrail):  # type: ignore[misc]  # litellm is not read by the type checker
    """Hides requests and restores answers, whole and streamed; one session a conversation.

    A conversation is what has the same session id (``litellm_session_id``, ``metadata.session_id``, the proxy's
    ``x-litellm-session-id``) from the same key, user, team and end user. Without an id, every request has a session of its own.

    guard          what finds and decides; default ``Guard()``
    policy         instead of a guard, for a configuration file: a built-in policy's name or a policy file
    ttl            seconds after which an idle conversation is forgotten
    conversations  conversations remembered; the one not used for longest is forgotten first
    limit          values remembered in each
    strict         an answer with a placeholder that was not in its request is an error
    more           what LiteLLM's guardrails take: ``guardrail_name``, ``event_hook``, ``default_on`` …

    Raises:
        SessionError: a mode without ``pre_call``, or one in which LiteLLM throws away what a guardrail changed; a ttl,
            limit or number of conversations that is none.
        PolicyError: a policy that may not be loaded.
    """

    def __init__(
        self, guard: Guard | None = None, *, policy: str | None = None, ttl: float = 3600, conversations: int = 10_000,
        limit: int = 1000, strict: bool = False, guardrail_name: str = "piiguard", event_hook: Any = None, **more: Any,
    ) -> None:  # fmt: skip
        if more.get("run_in_parallel") or more.get("scan_raw_request"):
            raise SessionError("run_in_parallel and scan_raw_request throw away what is hidden")
        event_hook = event_hook or ["pre_call", "post_call"]
        if "pre_call" not in (modes := event_hook if isinstance(event_hook, list) else [event_hook]) and _plain(modes):
            raise SessionError("mode is pre_call and post_call: without pre_call nothing is hidden")
        self._conversations = Conversations(guard or _guard(policy), conversations, ttl, limit=limit)
        self._strict = strict
        hooks = [GuardrailEventHooks.pre_call, GuardrailEventHooks.post_call]
        super().__init__(guardrail_name=guardrail_name, event_hook=event_hook, supported_event_hooks=hooks, **more)

    async def async_pre_call_hook(
        self, user_api_key_dict: Any, cache: Any, data: dict[str, Any], call_type: str
    ) -> dict[str, Any]:
        """The request with every text in it hidden; ``data`` itself is changed, all of it or nothing.

        Raises:
            SessionError: it could not be hidden; nothing may leave.
        """
        kind = str(getattr(call_type, "value", call_type))
        if kind not in TREATED:
            raise SessionError(f"a call of the kind {kind} is not treated, so it is not let through")
        if kind in ("completion", "acompletion") and "messages" not in data:
            raise SessionError("there are no messages in the request")
        if any(tool.get("type") in _FED for tool in data.get("tools") or () if isinstance(tool, dict)):
            raise SessionError("tools of the types mcp and file_search bring texts to the model that are not treated")
        try:
            shown = _shown(data)
            if shown is None:
                shown = Shown(self._conversations.session(_conversation(user_api_key_dict, data)))
            else:
                shown.again()
            changed = _hidden(shown, data)
        except Exception:  # its message may hold a value
            raise SessionError("the request could not be hidden, so it is not let through") from None
        data.update(changed)
        _record(data, changed)
        bucket = "litellm_metadata" if isinstance(data.get("litellm_metadata"), dict) else "metadata"
        data[bucket] = {**(data.get(bucket) or {}), _KEY: _Ticket(shown)}
        return data

    async def async_post_call_success_hook(self, data: dict[str, Any], user_api_key_dict: Any, response: Any) -> Any:
        """A copy of the answer with its request's values; LiteLLM's logs keep the one without.

        Raises:
            RestoreError: where the guardrail is strict.
        """
        shown = _shown(data)
        return response if shown is None else restore(shown, response, self._strict)  # type: ignore[arg-type]

    async def async_post_call_success_deployment_hook(self, request_data: Any, response: Any, call_type: Any) -> None:
        """Nothing: LiteLLM would log, and cache for every request that looks alike, what is restored here."""

    async def async_post_call_streaming_iterator_hook(
        self, user_api_key_dict: Any, response: AsyncIterable[Any], request_data: dict[str, Any]
    ) -> AsyncIterator[Any]:
        """:meth:`async_post_call_success_hook` for an answer in chunks; holds back only what could be a placeholder."""
        shown = _shown(request_data)
        if shown is None:
            async for chunk in response:
                yield chunk
            return
        running = _Running(shown, self._strict)  # type: ignore[arg-type]
        async for chunk in response:
            yield running.chunk(chunk)
        for chunk in running.rest():
            yield chunk


class _Ticket(str):
    """In a request's metadata, where its answer finds what was shown: a text to whoever copies, logs or sends it.

    A client can send no such object, and it lives as long as its request.
    """

    __slots__ = ("shown",)
    shown: Shown

    def __new__(cls, shown: Shown) -> _Ticket:
        self = super().__new__(cls, "hidden")
        self.shown = shown
        return self

    def __copy__(self) -> _Ticket:
        return self

    def __deepcopy__(self, memo: Any) -> _Ticket:
        return self

    def __reduce__(self) -> Any:
        return (str, ("hidden",))


def _guard(policy: str | None) -> Guard:
    from ..guard import Guard
    from ..policy import Policy

    if policy is None:
        return Guard()
    return Guard(Policy.load(policy) if os.path.exists(policy) else Policy.builtin(policy))


def _plain(modes: list[Any]) -> bool:
    """Whether the modes are named; LiteLLM can also choose them by a request's tags."""
    return all(isinstance(mode, str) for mode in modes)


def _shown(data: Any) -> Shown | None:
    for bucket in ("litellm_metadata", "metadata"):
        ticket = (data.get(bucket) or {}).get(_KEY) if isinstance(data.get(bucket), dict) else None
        if isinstance(ticket, _Ticket):
            return ticket.shown
    return None


def _conversation(auth: Any, data: dict[str, Any]) -> tuple[Any, ...] | None:
    """Whose conversation it is and which; None where the request does not say."""
    said = data.get("litellm_session_id")
    for bucket in ("metadata", "litellm_metadata"):
        said = said or (data[bucket].get("session_id") if isinstance(data.get(bucket), dict) else None)
    if not said:
        return None
    who = (getattr(auth, name, None) for name in ("api_key", "user_id", "team_id", "org_id", "end_user_id"))
    return (*map(str, who), str(data.get("user")), str(said))


def _hidden(shown: Shown, data: dict[str, Any]) -> dict[str, Any]:
    """The parts of a request that hold texts, hidden; a key this module does not know is taken to hold one."""
    changed = {}
    for key, value in data.items():
        if key == "messages":
            changed[key] = hide(shown, value)  # type: ignore[arg-type]
        elif key not in _ENVELOPE and not key.startswith("litellm_"):
            changed[key] = _walked(value, shown.user)
    return changed


def _record(data: dict[str, Any], changed: dict[str, Any]) -> None:
    """LiteLLM keeps the request as it came, for its logs; they get what the model gets."""
    log = data.get("litellm_logging_obj")
    if log is not None and "messages" in changed:
        log.update_messages(changed["messages"])
    kept = data.get("proxy_server_request")
    body = kept.get("body") if isinstance(kept, dict) else None
    if isinstance(kept, dict) and isinstance(body, dict):
        kept["body"] = {**body, **{key: changed[key] for key in body if key in changed}}
