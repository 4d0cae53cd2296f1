"""Pages of a pair: the record, its sessions, notes and actions, and answers from the mail."""
