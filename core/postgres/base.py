"""The database engine of the settings: ``core.postgres``."""

import time
from typing import Any

from django.db.backends.postgresql import base
from psycopg2 import OperationalError
from psycopg2.extensions import set_wait_callback

from core.postgres import waiting

AWAY = "The database server did not answer a moment ago."

set_wait_callback(waiting.wait)


class DatabaseWrapper(base.DatabaseWrapper):
    """Connects within two seconds or not at all, and not again for a moment after that."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if not waiting.breaker.allows():
            raise OperationalError(AWAY)
        started = time.monotonic()
        try:
            connection = super().get_new_connection(conn_params)
        except OperationalError:
            # A refusal comes at once and costs nobody anything; silence costs a thread.
            if time.monotonic() - started >= waiting.CONNECT_SECONDS:
                waiting.breaker.failed()
            raise
        waiting.breaker.answered()
        return connection
