"""Pages of program set-up, one module a topic."""
