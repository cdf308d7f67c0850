"""The repository itself: its folder names, its pinned packages, and the guard that keeps tests on this machine."""

import re
import socket
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

OUR_FOLDERS = ("domain", "twin", "knowledge", "tools", "agents", "graphs", "gateways", "api", "evals")


def test_no_installed_package_takes_one_of_our_folder_names() -> None:
    taken = packages_distributions()
    assert {name: taken[name] for name in OUR_FOLDERS if name in taken} == {}


@pytest.mark.parametrize("name", OUR_FOLDERS)
def test_every_folder_of_ours_says_what_lives_there(root: Path, name: str) -> None:
    package = root / name / "__init__.py"
    assert package.is_file()
    assert package.read_text().startswith('"""')


def test_every_declared_dependency_is_pinned(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text())
    declared = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    lines = [line.split(" #")[0].strip() for line in (root / "constraints.txt").read_text().splitlines()]
    pinned = {_normal(Requirement(line).name): str(Requirement(line).specifier) for line in lines if line and line[0] != "#"}

    assert all(re.fullmatch(r"==[^*,]+", specifier) for specifier in pinned.values())
    assert {_normal(Requirement(one).name) for one in declared} - pinned.keys() == set()


def test_a_connection_to_another_machine_is_refused_and_noticed(outbound_attempts: list[str]) -> None:
    with pytest.raises(RuntimeError, match="nothing beyond this machine"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(RuntimeError, match="nothing beyond this machine"):
        socket.getaddrinfo("airline.example", 443)

    assert len(outbound_attempts) == 2
    outbound_attempts.clear()


def test_a_connection_on_this_machine_is_allowed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), timeout=1):
        pass


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
