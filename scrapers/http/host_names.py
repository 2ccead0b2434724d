"""Where a host's name may lead: on the open internet, or for a local portal to this machine."""

from __future__ import annotations

import ipaddress
import socket

from scrapers.errors import Refused
from scrapers.portal_config import Portal

GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
IPV4_BEHIND_IPV6 = ipaddress.ip_network("64:ff9b::/96")


def addresses_of(host: str, portal: Portal) -> list[str]:
    """Resolve a name; raises Refused where it leads where the portal may not be.

    Raises OSError or UnicodeError where it means nothing.
    """
    infos = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(info[4][0]) for info in infos))
    if portal.local and not all(map(_is_loopback, addresses)):
        raise Refused(f"{portal.name} is local = true and does not lie on this machine")
    if not portal.local and not all(map(is_public, addresses)):
        raise Refused(f"{portal.name} lies at a private address; only local = true may")
    return addresses


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address).is_loopback


def is_public(address: str) -> bool:
    """Say whether an address lies on the open internet, also where it is one inside another."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in IPV4_BEHIND_IPV6:
            inner = ipaddress.IPv4Address(ip.packed[-4:])
        if inner is not None:
            return is_public(str(inner))
        return ip.is_global and ip in GLOBAL_UNICAST
    return ip.is_global and not ip.is_multicast
