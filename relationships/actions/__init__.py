"""Everything that changes a relationship, one module a topic."""
