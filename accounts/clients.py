"""Where a request comes from, behind the proxies that the operator trusts."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address(request: HttpRequest) -> str:
    """The network address of the client; "" when it cannot be told.

    Each of ``MENTORING_TRUSTED_PROXIES`` proxies adds one address to ``X-Forwarded-For``; what
    stands before them anybody can write.
    """
    proxies = settings.MENTORING_TRUSTED_PROXIES
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop]
    seen = hops[-proxies] if 0 < proxies <= len(hops) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(seen))
    except ValueError:
        return ""
