"""Pages about people: one module a topic."""
