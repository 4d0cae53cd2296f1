"""A cache that is allowed to be away: pages are slower then, never broken."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """Redis, with a miss instead of an error when it cannot be reached."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._try(
            lambda: super(ForgivingRedisCache, self).get(key, default, version), default
        )

    def set(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> None:
        self._try(lambda: super(ForgivingRedisCache, self).set(key, value, timeout, version), None)

    def add(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> bool:
        held = self._try(
            lambda: super(ForgivingRedisCache, self).add(key, value, timeout, version), True
        )
        return bool(held)

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._try(lambda: super(ForgivingRedisCache, self).delete(key, version), False))

    @staticmethod
    def _try(call: Any, otherwise: Any) -> Any:
        try:
            return call()
        except (RedisError, OSError):
            logger.warning("The cache cannot be reached.")
            return otherwise
