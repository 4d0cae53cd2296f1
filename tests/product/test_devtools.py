"""The developer's one command: what `./dev` promises."""

from pathlib import Path

import pytest

from benchmarks import code
from devtools import changes, cli, locks, testing


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkout in small."""
    for name in ("room/models.py", "templates/room/page.html", "var/log.py", ".venv/lib.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("old")
    return tmp_path


@pytest.mark.parametrize("command", list(cli.COMMANDS))
def test_help_names_every_command(command: str) -> None:
    assert f"./dev {command} " in (cli.__doc__ or "")


@pytest.mark.parametrize("saved", ["room/models.py", "templates/room/page.html", "room/new.py"])
def test_a_saved_file_of_the_product_is_noticed(folder: Path, saved: str) -> None:
    before = changes.stamps(folder)
    assert changes.stamps(folder) == before
    (folder / saved).write_text("new")
    assert changes.stamps(folder) != before


@pytest.mark.parametrize("saved", ["var/log.py", ".venv/lib.py", "room/picture.png"])
def test_what_is_no_code_starts_nothing_again(folder: Path, saved: str) -> None:
    before = changes.stamps(folder)
    (folder / saved).write_text("new")
    assert changes.stamps(folder) == before


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    """The database of `./dev test`, as if in a checkout of its own."""
    (folder / "room/migrations").mkdir()
    (folder / "room/migrations/0001_initial.py").write_text("one table")
    monkeypatch.setattr(testing, "ROOT", folder)
    monkeypatch.setattr(testing, "MIGRATED", folder / "var/tests.migrations")
    monkeypatch.setattr(testing, "IN_USE", folder / "var/tests.lock")
    monkeypatch.setenv("DATABASE_URL", "postgresql://nowhere/x")
    monkeypatch.setenv("REDIS_URL", "redis://nowhere")
    return folder


def options(*, lasting: bool = True) -> tuple[str, ...]:
    with testing.database(lasting=lasting) as (_addresses, found):
        return found


def test_the_database_is_kept_until_a_migration_changes(apart: Path) -> None:
    assert options() == ("--reuse-db", "--create-db")
    assert options() == ("--reuse-db",)
    (apart / "room/migrations/0002_more.py").write_text("another table")
    assert options() == ("--reuse-db", "--create-db")


def test_all_tests_have_a_fresh_database(apart: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devtools.services.sweep", lambda: None)
    monkeypatch.setattr("devtools.services.PRIVATE", apart / "var/private")
    assert options(lasting=False) == ()


def test_while_somebody_tests_in_the_lasting_database_it_is_left_alone(
    apart: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devtools.services.sweep", lambda: None)
    monkeypatch.setattr("devtools.services.PRIVATE", apart / "var/private")
    with locks.exclusive(testing.IN_USE):
        assert options() == ()


def test_the_figures_of_the_code_can_be_measured_without_a_database() -> None:
    figures = {str(row["name"]): row["figure"] for row in code.run()}
    assert len(figures) == 8
    assert figures["function, median"] < 10  # type: ignore[operator]
