"""PostgreSQL as Django knows it, except that nobody waits for a server that has fallen silent."""
