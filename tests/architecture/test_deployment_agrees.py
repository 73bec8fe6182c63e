"""What is deployed elsewhere agrees with the code: figures exist, settings are read, pods are confined."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from services.launcher.ports import SERVICES, Ports
from tests.support.compose import ROOT, containers

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
