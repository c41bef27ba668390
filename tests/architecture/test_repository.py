import json
import re
import tomllib

from tests.architecture.tree import ROOT, tracked

TEXT = {".py", ".md", ".toml", ".txt", ".json", ".yml", ".yaml", ".html", ".css", ".js", ".sql", ".ipynb", ".lock", ""}
REGISTRIES = (
    "pypi.org",
    "pythonhosted.org",
    "registry.npmjs",
    "npmjs.com",
    "deb.debian.org",
    "crates.io",
    "proxy.golang",
)


def texts() -> list[tuple[str, str]]:
    here = "tests/architecture/test_repository.py"
    files = [path for path in tracked() if path.suffix in TEXT and str(path.relative_to(ROOT)) != here]
    return [(str(path.relative_to(ROOT)), path.read_text("utf-8")) for path in files]


def test_no_file_names_a_package_registry_or_a_path_of_one_machine() -> None:
    found = texts()
    assert len(found) > 100
    assert [name for name, text in found for host in REGISTRIES if host in text] == []
    assert [name for name, text in found if re.search(r"(^|[^A-Za-z0-9_.-])/(work|farm)/", text)] == []


def test_lock_files_hold_no_download_addresses() -> None:
    locks = [(name, text) for name, text in texts() if name.startswith("requirements") or name.endswith("lock.json")]
    assert len(locks) == 3
    assert [name for name, text in locks if re.search("https?://", text)] == []


def test_every_requirement_is_pinned_with_hashes() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text("utf-8").splitlines()
        pins = [line for line in lines if re.match(r"^[a-z0-9]", line)]
        assert len(pins) > 40
        assert all("==" in pin for pin in pins)
        assert len([line for line in lines if "--hash=sha256:" in line]) >= len(pins)


def test_no_tracked_file_is_large() -> None:
    assert [path for path in tracked() if path.stat().st_size > 1_500_000] == []


def test_the_continuous_integration_calls_the_test_command_only() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    acts = [line for line in script.splitlines() if line.strip() and not line.startswith(("#", "set ", "cd "))]
    assert len(acts) == 1
    assert "./phaen test" in acts[0]


def test_every_path_that_the_readme_names_exists() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    named = re.findall(r"`((?:app|gis|layers|migrations|tests|bench|docs|deploy|notebooks)/[A-Za-z0-9_./-]*)`", readme)
    assert len(named) >= 15
    assert [name for name in named if not (ROOT / name).exists()] == []
    assert readme.count("\n") <= 200


def test_the_python_of_the_project_is_the_oldest_supported_debian_s() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["requires-python"] == ">=3.11"


def test_every_package_has_its_licence_in_the_list() -> None:
    """Written by deploy/licences.py; none is unknown, and none would bind the service itself."""
    told = dict(re.findall(r"^\| (\S+) \| (.+?) \| (?:Python|npm) \|$", (ROOT / "docs" / "licences.md").read_text(), re.M))
    pins = re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[[a-z0-9,-]+\])?==", (ROOT / "requirements.txt").read_text(), re.M)
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    wanted = {*pins, *(path.removeprefix("node_modules/") for path in lock if path)}
    assert len(wanted) > 80
    assert wanted == set(told)
    assert [name for name, licence in told.items() if "UNKNOWN" in licence.upper() or not licence.strip()] == []
    assert [name for name, licence in told.items() if re.search(r"\bA?GPL\b", licence.replace("LGPL", ""))] == []
