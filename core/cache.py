"""A cache that is allowed to be away or to hang: pages are slower then, never broken."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from core.breaker import Breaker

logger = logging.getLogger(__name__)

ANSWERS_WITHIN = 0.5
QUIET_SECONDS = 30
# One for the process: every connection leads to the same server.
breaker = Breaker(QUIET_SECONDS)


class ImpatientClient(RedisCacheClient):
    """Waits half a second for the server, and does not try again by itself."""

    def __init__(self, servers: Any, **options: Any) -> None:
        limits: dict[str, Any] = {
            "socket_connect_timeout": ANSWERS_WITHIN,
            "socket_timeout": ANSWERS_WITHIN,
            "retry": Retry(NoBackoff(), 0),
        }
        super().__init__(servers, **limits | options)


class ForgivingRedisCache(RedisCache):
    """Redis, with a miss instead of an error when it does not answer.

    Nothing may depend on it: limits and locks belong into the database.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ImpatientClient

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._try(super().get, default, key, default, version)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        return dict(self._try(super().get_many, {}, keys, version))

    def set(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> None:
        self._try(super().set, None, key, value, timeout, version)

    def set_many(self, data: Any, timeout: Any = 300, version: int | None = None) -> list[Any]:
        return list(self._try(super().set_many, list(data), data, timeout, version))

    def add(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> bool:
        return bool(self._try(super().add, True, key, value, timeout, version))

    def touch(self, key: Any, timeout: Any = 300, version: int | None = None) -> bool:
        return bool(self._try(super().touch, False, key, timeout, version))

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return bool(self._try(super().has_key, False, key, version))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(self._try(super().incr, delta, key, delta, version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._try(super().delete, False, key, version))

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        self._try(super().delete_many, None, keys, version)

    def clear(self) -> None:
        self._try(super().clear, None)

    @staticmethod
    def _try(call: Callable[..., Any], otherwise: Any, *arguments: Any) -> Any:
        if not breaker.allows():
            return otherwise
        try:
            answer = call(*arguments)
        except (RedisError, OSError) as error:
            breaker.failed()
            logger.warning(
                "The cache does not answer (%s); pages do without.", type(error).__name__
            )
            return otherwise
        breaker.answered()
        return answer
