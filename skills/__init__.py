"""The organization's skills: what people can choose, and how HR admins keep the list."""
