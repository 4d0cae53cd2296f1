"""Everything that changes sessions and what comes of them, one module a topic."""
