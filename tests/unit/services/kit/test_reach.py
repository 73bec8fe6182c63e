"""Which addresses we speak to when somebody names one."""

from ipaddress import ip_address

import pytest

from services.kit.reach import NotReached, Reach, is_public

OURS = [
    *("127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
    *("255.255.255.255", "224.0.0.1", "240.0.0.1", "192.0.2.1", "198.18.0.1", "168.63.129.16", "192.0.0.192"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::8.8.8.8"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808", "2002:7f00:1::1", "2001:0:7f00:1::1"),
]
PUBLIC = ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", OURS)
def test_an_address_of_a_network_that_is_not_public_is_not_reached(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_public_internet_is_reached(address: str) -> None:
    assert is_public(ip_address(address))


def test_a_name_that_stands_for_one_machine_of_ours_is_refused_whole() -> None:
    reach = Reach(look_up=lambda host, patience: ["8.8.8.8", "10.0.0.1"])

    with pytest.raises(NotReached, match="private_address"):
        reach.addresses("two-faces.example", 1)


def test_a_name_that_stands_for_nothing_is_not_known() -> None:
    with pytest.raises(NotReached, match="unknown_host"):
        Reach(look_up=lambda host, patience: []).addresses("nobody.example", 1)
