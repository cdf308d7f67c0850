"""A webhook goes to a host that the operator named, over HTTPS, and to no address inside our own network."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from domain.faults import Refused
from gateways.webhooks.delivery import HttpSender
from gateways.webhooks.egress import AllowedHost, Egress, allowed_hosts, is_public, literal
from gateways.webhooks.port import NotDelivered
from tests.webhooks.conftest import Room, run


def resolving_to(*addresses: str) -> Egress:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return addresses

    return Egress(allowed_hosts("hooks.example.com,*.partner.example"), resolve)


def test_the_list_of_hosts_is_read_and_what_cannot_be_read_is_named() -> None:
    assert allowed_hosts("Hooks.Example.com, *.partner.example:8443,[::1]:9000,127.0.0.1:80") == (
        AllowedHost("hooks.example.com"),
        AllowedHost("*.partner.example", 8443),
        AllowedHost("::1", 9000),
        AllowedHost("127.0.0.1", 80),
    )
    with pytest.raises(ValueError, match=r"'https://x\.example', '\*', '\*\.com', 'a\.example:99999', '\[nothing\]'"):
        allowed_hosts("https://x.example,ok.example,*,*.com,a.example:99999,[nothing]")


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com/in",
        "https://HOOKS.example.com:443/in?a=1",
        "https://a.partner.example/",
        "https://a.b.partner.example/",
    ],
)
def test_a_named_host_is_allowed(url: str) -> None:
    assert resolving_to().faults(url) == ()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://hooks.example.com/in", "use https"),
        ("https://hooks.example.com:8443/in", "not among the hosts"),
        ("https://evil.example/", "not among the hosts"),
        ("https://partner.example/", "not among the hosts"),
        ("https://evilpartner.example/", "not among the hosts"),
        ("https://hooks.example.com.evil.example/", "not among the hosts"),
        ("https://hooks.example.com@evil.example/", "not among the hosts"),
        ("https://user:secret@hooks.example.com/", "user or password"),
        ("https://hooks.example.com/#part", "fragment"),
        ("https://2130706433/", "not among the hosts"),
        ("https://127.0.0.1/", "not among the hosts"),
        ("http://localhost:9000/", "use https"),
        ("ftp://hooks.example.com/", "not an http"),
        ("file:///etc/passwd", "not an http"),
        ("hooks.example.com/in", "not an http"),
        ("https://hooks.example.com:port/", "not a URL"),
        ("https://hooks.example.com/\r\nx: y", "not a URL"),
        ("https://hooks.example.com/" + "x" * 500, "longer than"),
    ],
)
def test_any_other_url_is_refused_with_its_reason(url: str, why: str) -> None:
    assert any(why in one for one in resolving_to().faults(url))


def test_without_a_list_nothing_may_be_registered() -> None:
    assert "DOWNLINE_WEBHOOK_HOSTS" in Egress().faults("https://hooks.example.com/")[0]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.5",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:10.0.0.5",
        "64:ff9b::a00:5",
        "2002:a00:5::",
        "2001:0:a00:5::1",
    ],
)
def test_a_name_that_leads_inwards_is_refused(address: str) -> None:
    found = literal(address)
    assert found is not None
    assert not is_public(found)
    with pytest.raises(NotDelivered, match="not on the public internet"):
        run(resolving_to("93.184.215.14", address).addresses("hooks.example.com", 443))


def test_a_public_name_is_let_through_with_the_addresses_that_were_checked() -> None:
    both = ("93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e")
    assert run(resolving_to(*both).addresses("hooks.example.com", 443)) == both


def test_a_name_that_pointed_outwards_when_it_was_registered_and_inwards_later_gets_nothing(room: Room) -> None:
    answers = ["93.184.215.14"]

    async def resolve(host: str, port: int) -> Sequence[str]:
        return (answers[0],)

    desk = room.desk(egress=Egress(allowed_hosts("hooks.example.com"), resolve))
    endpoint, _ = run(desk.register("https://hooks.example.com/in", ("case.opened",), "", actor="admin"))
    answers[0] = "127.0.0.1"
    desk.ping(endpoint.endpoint_id)
    run(desk.step())
    (delivery,) = desk.deliveries(endpoint.endpoint_id)
    assert "hooks.example.com leads to 127.0.0.1" in delivery.last_error
    with pytest.raises(Refused, match="leads to 127"):
        run(desk.register("https://hooks.example.com/in", ("case.opened",), "", actor="admin"))


def test_a_host_that_is_taken_off_the_list_gets_nothing_more(room: Room) -> None:
    registering = room.desk()
    endpoint_id, _ = room.register(registering)
    later = room.desk(egress=Egress(allowed_hosts("other.example")))
    later.ping(endpoint_id)
    run(later.step())
    assert "not among the hosts" in later.deliveries(endpoint_id)[0].last_error
    assert room.receiver.requests == []
    room.passed = timedelta(seconds=6)
    run(registering.step())
    assert len(room.receiver.requests) == 1


def test_a_receiver_on_this_machine_is_reached_only_by_an_address_that_is_named(room: Room) -> None:
    named = Egress(allowed_hosts(f"127.0.0.1:{room.receiver.port}"))
    assert run(HttpSender(named).send(room.receiver.url, {}, b"{}")) == 204
    assert room.receiver.requests[0].headers["host"] == f"127.0.0.1:{room.receiver.port}"
    by_name = Egress(allowed_hosts(f"localhost:{room.receiver.port}"))
    with pytest.raises(NotDelivered):
        run(HttpSender(by_name).send(f"https://localhost:{room.receiver.port}/hook", {}, b"{}"))
    assert len(room.receiver.requests) == 1
