"""Pages of the relationship record, one module a topic."""
