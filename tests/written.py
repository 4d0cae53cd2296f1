"""Which tables a page wrote to."""

import re

from django.test.utils import CaptureQueriesContext

WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)


def tables(queries: CaptureQueriesContext) -> set[str]:
    """The names of the tables that any of the ``queries`` wrote to."""
    matches = [WRITE.match(query["sql"]) for query in queries.captured_queries]
    return {match[1] for match in matches if match}
