"""What is deployed elsewhere agrees with the code: figures exist, settings are read, pods are confined."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from services.launcher.ports import SERVICES, Ports
from tests.support.compose import ROOT, containers
from tests.support.website import FakeServices, a_website

DASHBOARDS = ROOT / "deploy" / "dashboards"
KUBERNETES = ROOT / "deploy" / "kubernetes"
_ENDINGS = re.compile(r"_(count|bucket|sum)$")


def test_dashboard_and_alarms_ask_for_every_figure_and_no_other() -> None:
    code = [path for path in ROOT.glob("*/**/*.py") if path.relative_to(ROOT).parts[0] not in ("tests", ".venv")]
    exist = {name for path in code for name in re.findall(r'"(mosaik_\w+)"', path.read_text())}

    asked = {
        _ENDINGS.sub("", name)
        for file in ("klima-mosaik.json", "alarms.yml")
        for name in re.findall(r"\bmosaik_\w+", (DASHBOARDS / file).read_text())
    }

    assert asked == exist


def test_every_alarm_is_explained_to_whoever_it_wakes() -> None:
    rules = yaml.safe_load((DASHBOARDS / "alarms.yml").read_text())["groups"][0]["rules"]
    operations = (ROOT / "docs" / "operations.md").read_text()

    assert [rule["alert"] for rule in rules if f"**{rule['alert']}**" not in operations] == []


def test_the_dashboard_is_one() -> None:
    dashboard = json.loads((DASHBOARDS / "klima-mosaik.json").read_text())

    assert len({panel["title"] for panel in dashboard["panels"]}) == len(dashboard["panels"]) > 5


def test_prometheus_finds_every_process() -> None:
    found = yaml.safe_load((DASHBOARDS / "prometheus.yml").read_text())["scrape_configs"][0]["dns_sd_configs"]
    ports = Ports()
    wanted = {("website", ports.website)}
    for service in SERVICES:
        wanted |= {(f"{service}-web", ports.web(service)), (f"{service}-worker", ports.worker_metrics(service))}
        wanted |= {(f"{service}-beat", ports.beat_metrics(service))}

    assert {(each["names"][0], each["port"]) for each in found} == wanted


@pytest.mark.parametrize("name", [*SERVICES, "website"])
def test_pods_are_given_the_settings_that_containers_are_given(name: str) -> None:
    kustomization = yaml.safe_load((KUBERNETES / name / "kustomization.yaml").read_text())
    own = kustomization["configMapGenerator"][0]["literals"]
    of_the_city = yaml.safe_load((KUBERNETES / "city.yaml").read_text())["data"]
    given = {literal.partition("=")[0] for literal in own} | set(of_the_city)
    container = containers()["website" if name == "website" else f"{name}-web"]

    assert {key for key, value in container.environment.items() if value is not None} <= given


@pytest.mark.parametrize(
    "path", sorted(KUBERNETES.glob("*/*.yaml")), ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_pods_are_confined(path: Path) -> None:
    for thing in yaml.safe_load_all(path.read_text()):
        pod: Any = thing.get("spec", {}).get("template", {}).get("spec")
        if pod is None:
            continue
        [container] = pod["containers"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["enableServiceLinks"] is pod["automountServiceAccountToken"] is False
        assert container["securityContext"] == {
            "readOnlyRootFilesystem": True,
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
        }
        assert "memory" in container["resources"]["limits"]


def largest_at_the_porter(path: str) -> int:
    """Return how many bytes the Caddyfile lets through to a path."""
    words = (ROOT / "deploy" / "Caddyfile").read_text()
    limits = dict(re.findall(r"request_body @(\w+) \{\s+max_size (\d+)MB", words))
    named = re.findall(r"@(\w+) path (/eintragen.*)", words)
    [name] = [name for name, paths in named if any(fnmatchcase(path, each) for each in paths.split())] or ["others"]
    return int(limits[name]) * 10**6


def largest_at_the_ingress(path: str) -> int:
    """Return how many bytes the ingress lets through to a path: the longest prefix decides."""
    limits = {}
    for ingress in yaml.safe_load_all((KUBERNETES / "website" / "ingress.yaml").read_text()):
        size = ingress["metadata"]["annotations"]["nginx.ingress.kubernetes.io/proxy-body-size"]
        for each in ingress["spec"]["rules"][0]["http"]["paths"]:
            limits[each["path"]] = int(size.removesuffix("m")) * 2**20
    return limits[max((each for each in limits if f"{path}/".startswith(f"{each.rstrip('/')}/")), key=len)]


@pytest.mark.parametrize("largest", [largest_at_the_porter, largest_at_the_ingress])
def test_the_front_door_lets_through_what_the_website_takes(largest: Callable[[str], int]) -> None:
    website = a_website(FakeServices())
    taken: dict[str, int] = {}
    for rule in website.url_map.iter_rules():
        if size := getattr(website.view_functions[rule.endpoint], "largest_form", None):
            path = re.sub(r"<[^>]+>", "6f1c0b8e-0000-4000-8000-000000000001", rule.rule)
            taken |= {path: size, f"/en{path}": size}

    assert len(taken) == 6
    assert [path for path, size in taken.items() if largest(path) < size] == []
    assert largest("/abonnieren") <= 2**20


def test_porters_other_forms_are_those_that_are_not_named() -> None:
    words = (ROOT / "deploy" / "Caddyfile").read_text()
    named = {path for paths in re.findall(r"@\w+ path (/eintragen.*)", words) for path in paths.split()}

    [others] = re.findall(r"@others not path (.*)", words)
    assert set(others.split()) == named


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="there is no kubectl on this machine")
def test_the_base_can_be_rendered() -> None:
    rendered = subprocess.run(["kubectl", "kustomize", str(KUBERNETES)], capture_output=True, text=True, check=True)
    things = list(yaml.safe_load_all(rendered.stdout))
    names = {(thing["kind"], thing["metadata"]["name"]) for thing in things}

    for service in SERVICES:
        pods = {
            ("Deployment", f"{service}-web"),
            ("StatefulSet", f"{service}-worker"),
            ("Deployment", f"{service}-beat"),
        }
        assert pods | {("Job", f"{service}-migrate")} <= names
    assert "secretName: secrets\n" not in rendered.stdout


def test_every_module_of_the_ground_is_in_the_image() -> None:
    taken = re.findall(r"^COPY (services/\S+) ", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    missing = [
        each.name for each in (ROOT / "services").glob("*.py") if not any(each.match(pattern) for pattern in taken)
    ]
    assert missing == []
