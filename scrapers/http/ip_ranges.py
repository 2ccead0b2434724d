"""Which machine an IP address is: this one, one on the open internet, or neither."""

from __future__ import annotations

import ipaddress

GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
IPV4_BEHIND_IPV6 = ipaddress.ip_network("64:ff9b::/96")


def is_loopback(address: str) -> bool:
    """Say whether an address is this machine itself."""
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
