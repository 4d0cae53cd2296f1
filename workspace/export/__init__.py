"""The whole record as one member may read it: collected once, then a page, a text or data."""
