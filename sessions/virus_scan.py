"""Asking ClamAV whether a file is clean, where the organization runs it (``MENTORING_CLAMAV``).

The address is ``unix:/run/clamav/clamd.ctl`` or ``tcp:host:3310``; without one nothing is asked.
"""

import logging
import socket
import struct

from django.conf import settings

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 20
CHUNK = 64 * 1024
LONGEST_REPLY = 4096


class Unavailable(Exception):
    """The scanner is configured and does not answer as it should."""


def is_clean(content: bytes) -> bool:
    """Whether the scanner finds nothing; True where none is configured. Raises Unavailable."""
    if not settings.MENTORING_CLAMAV:
        return True
    try:
        reply = _ask(settings.MENTORING_CLAMAV, content)
    except (OSError, ValueError) as error:
        logger.error("The virus scanner does not answer: %s", error)
        raise Unavailable from error
    if reply.endswith(b" OK"):
        return True
    if reply.endswith(b" FOUND"):
        return False
    logger.error("The virus scanner answers: %r", reply)
    raise Unavailable


def _ask(address: str, content: bytes) -> bytes:
    """The scanner's verdict, after its INSTREAM protocol: chunks with their length, then none."""
    with _connected(address) as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            chunk = content[start : start + CHUNK]
            connection.sendall(struct.pack("!L", len(chunk)) + chunk)
        connection.sendall(struct.pack("!L", 0))
        return _read(connection)


def _connected(address: str) -> socket.socket:
    kind, _colon, place = address.partition(":")
    if kind == "unix":
        return _connected_to_file(place)
    host, _colon, port = place.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS)


def _connected_to_file(path: str) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(PATIENCE_SECONDS)
    try:
        connection.connect(path)
    except OSError:
        connection.close()
        raise
    return connection


def _read(connection: socket.socket) -> bytes:
    reply = b""
    while not reply.endswith(b"\0") and len(reply) < LONGEST_REPLY:
        part = connection.recv(LONGEST_REPLY)
        if not part:
            break
        reply += part
    return reply.rstrip(b"\0\n")
