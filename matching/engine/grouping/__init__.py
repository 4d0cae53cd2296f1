"""How groups are found: the task as numbers, a layout that can be changed, and the search."""
