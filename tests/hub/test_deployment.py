"""The files of a deployment say what the code does: roles, ports, variables, limits, and what is in the handbook."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from hub import checks, gunicorn_conf
from hub.scheduling.table import TABLE

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
HUB_ROLES = ("web", "worker", "scheduler", "migrate")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
CADDYFILE = (ROOT / "docker" / "Caddyfile").read_text(encoding="utf-8")
HANDBOOK = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SCRIPTS = ("hub", "backup", "restore")
READ = re.compile(r"""env_(?:str|bool|int|list|path|secret)\(\s*["']([A-Z_]+)["']""")


def variables_that_are_read():
    """Every variable that settings and server of a site read, with the forms of those that may be files."""
    names = set()
    settings_of_a_site = set((ROOT / "hub" / "settings").glob("*.py")) - {ROOT / "hub" / "settings" / "test.py"}
    for path in [*settings_of_a_site, ROOT / "hub" / "gunicorn_conf.py"]:
        text = path.read_text(encoding="utf-8")
        names |= set(READ.findall(text))
        names |= {f"{name}_FILE" for name in re.findall(r"""env_secret\(\s*["']([A-Z_]+)["']""", text)}
    return names


def test_every_role_of_the_script_is_there_and_the_services_use_no_other():
    script = (ROOT / "bin" / "hub").read_text(encoding="utf-8")
    roles = set(re.findall(r"^    ([a-z]+)\)", script, re.MULTILINE))

    assert roles == {"web", "worker", "scheduler", "migrate", "build", "check", "health", "manage"}
    assert {SERVICES[name]["command"][0] for name in HUB_ROLES} <= roles
    assert re.findall(r"^#   bin/hub ([a-z]+)", script, re.MULTILINE) == re.findall(
        r"^    ([a-z]+)\)", script, re.MULTILINE
    )


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_may_be_run_and_says_how_it_is_used(name):
    script = ROOT / "bin" / name

    run = subprocess.run([script], capture_output=True, check=False, text=True)

    assert os.access(script, os.X_OK)
    assert (run.returncode, f"bin/{name}" in run.stderr, "set -" in run.stderr) == (2, True, False)


def test_what_is_set_for_the_hub_is_read_by_it():
    read = variables_that_are_read()
    # Read by the part of the settings that belongs to the engine.
    elsewhere = {"ELASTICSEARCH_URL", "ELASTICSEARCH_API_KEY", "ELASTICSEARCH_CA"}
    set_in_image = set(re.findall(r"\b([A-Z_]+)=", DOCKERFILE.rpartition("FROM ")[2])) - {
        "PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "DJANGO_SETTINGS_MODULE",
    }  # fmt: skip

    assert set(COMPOSE["x-hub"]["environment"]) - read - elsewhere == set()
    assert set_in_image - read == set()


def test_the_log_of_the_database_keeps_no_words_of_what_was_written():
    options = SERVICES["database"]["command"]

    assert options == ["postgres", "-c", "log_min_error_statement=panic", "-c", "log_error_verbosity=terse"]


def test_what_is_asked_of_who_installs_is_in_the_example_and_the_other_way_round():
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    asked = set(re.findall(r"\$\{([A-Z_]+)", text)) - {"HUB_IMAGE"}
    example = set(re.findall(r"^([A-Z_]+)=", (ROOT / "docker" / "env.example").read_text(), re.MULTILINE))

    assert asked == example


def test_no_secret_has_a_value_or_a_default():
    secrets = {"SECRET_KEY", "DATABASE_PASSWORD", "POSTGRES_PASSWORD", "ELASTIC_PASSWORD", "HUB_METRICS_TOKEN"}
    secrets |= {"EMAIL_HOST_PASSWORD"}
    environments = [service.get("environment", {}) for service in SERVICES.values()]

    assert [name for environment in environments for name in environment if name in secrets] == []
    named = {
        environment[f"{name}_FILE"] for environment in environments for name in secrets if f"{name}_FILE" in environment
    }
    assert named == {f"/run/secrets/{name}" for name in COMPOSE["secrets"]}
    for service in SERVICES.values():
        used = {
            value.rpartition("/")[2] for key, value in service.get("environment", {}).items() if key.endswith("_FILE")
        }
        assert used <= set(service.get("secrets", []))


def test_the_proxy_finds_the_web_process_and_the_probe_too():
    port = re.search(r"EXPOSE (\d+)", DOCKERFILE)[1]

    assert re.search(r"HUB_BIND=\S+:(\d+)", DOCKERFILE)[1] == port
    assert SERVICES["web"]["expose"] == [port]
    assert f"{{$HUB_WEB:web:{port}}}" in CADDYFILE
    assert "ports" not in SERVICES["web"]


def test_no_service_but_the_hub_sees_uploads_and_the_proxy_has_no_files():
    sees = {name for name, service in SERVICES.items() if any("files:" in v for v in service.get("volumes", []))}

    assert sees == {*HUB_ROLES, "backup"}
    assert re.findall(r"^\s*(file_server|root)\b", CADDYFILE, re.MULTILINE) == []


def test_the_proxy_takes_no_larger_body_than_the_largest_file_and_a_form():
    megabytes = int(re.search(r"max_size (\d+)MB", CADDYFILE)[1])

    assert settings.WAGTAILDOCS_MAX_UPLOAD_SIZE < megabytes * 10**6 < 1.25 * settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
    assert settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE <= settings.WAGTAILDOCS_MAX_UPLOAD_SIZE


def test_each_waits_longer_than_the_one_behind_it():
    def seconds(pattern, text=CADDYFILE):
        return int(re.search(rf"{pattern} (\d+)s", text)[1])

    assert gunicorn_conf.timeout < seconds("response_header_timeout")
    assert seconds(r"^\s*keepalive", CADDYFILE[CADDYFILE.index("keepalive") - 1 :]) < gunicorn_conf.keepalive
    assert gunicorn_conf.graceful_timeout < int(SERVICES["web"]["stop_grace_period"].removesuffix("s"))


def test_containers_of_the_hub_cannot_write_or_gain_rights():
    for name in HUB_ROLES:
        service = SERVICES[name]
        assert (service["read_only"], service["cap_drop"], service["tmpfs"]) == (True, ["ALL"], ["/tmp"])
        assert "no-new-privileges:true" in service["security_opt"]
    assert re.search(r"^USER 10001:10001$", DOCKERFILE, re.MULTILINE)
    assert SERVICES["backup"]["user"] == "10001:10001"


def test_the_image_gets_what_it_runs_and_nothing_else():
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()

    assert "*" in lines
    taken = {line.removeprefix("!") for line in lines if line.startswith("!")}
    packages = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert taken == packages | {"bin", "templates", "requirements", "manage.py"}


def test_the_image_installs_all_pins_by_hash():
    installed = (ROOT / "requirements" / "production.txt").read_text(encoding="utf-8")
    pins = re.compile(r"^([a-z0-9_.-]+(?:\[[a-z,]+\])?==\S+)", re.MULTILINE)
    base = set(pins.findall((ROOT / "requirements" / "base.txt").read_text(encoding="utf-8")))

    assert "--require-hashes --only-binary :all: --requirement requirements/production.txt" in DOCKERFILE
    assert base - set(pins.findall(installed)) == set()


def figures():
    """The name of every figure: those of the hub, and those that engines add."""
    sources = [*(ROOT / "hub" / "observability").glob("*.py"), *(ROOT / "search").rglob("*.py")]
    made = re.compile(r"""\b(?:[Gg]auge|GaugeMetricFamily|Counter|Histogram|Reading)\(\s*["'](hub_[a-z_]+)["']""")
    return {name for path in sources for name in made.findall(path.read_text(encoding="utf-8"))}


def test_the_handbook_knows_every_turn_variable_figure_and_check():
    turns = [" ".join(["manage.py", entry.command, *entry.arguments]) for entry in TABLE]
    variables = {name for name in variables_that_are_read() if not name.endswith("_FILE")}
    ids = set(re.findall(r"_warning\(.*?, (\d+)\)", Path(checks.__file__).read_text(encoding="utf-8"), re.DOTALL))

    assert [name for name in [*turns, *variables, *figures()] if f"`{name}" not in HANDBOOK] == []
    assert [number for number in ids if f"hub.W{int(number):03}" not in HANDBOOK] == []
