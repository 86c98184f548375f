"""Sessions in other people's chat stacks: what goes to a model is hidden, what comes back is restored.

``openai``     message lists and answers as OpenAI's API has them, and whatever speaks it (vLLM, DeepSeek, Qwen)
``langchain``  a model as a LangChain runnable that hides and restores
``litellm``    a guardrail for LiteLLM's proxy
``asgi``       a middleware for JSON bodies, for FastAPI, Starlette and every other ASGI application

None is imported with :mod:`piiguard`; each imports what it adapts inside its functions, ``litellm`` when it is imported itself.
"""
