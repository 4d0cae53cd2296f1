"""Pages of taking part, one module a topic."""
