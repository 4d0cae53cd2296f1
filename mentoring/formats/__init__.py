"""Date formats where the product differs from Django (``FORMAT_MODULE_PATH``)."""
