"""The sandbox cannot share a fault with what it checks: it imports nothing of the product, nor the product it."""

import ast
import subprocess
import sys
from pathlib import Path

import tqimap

PACKAGE = Path(tqimap.__file__).parent


def test_the_sandbox_loads_nothing_of_the_product() -> None:
    names = [".".join(("tqimap", *path.relative_to(PACKAGE).with_suffix("").parts)) for path in SANDBOX]
    code = f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert len(names) > 20
    own = {name for name in loaded if name.startswith("tqimap") and not name.startswith("tqimap.sandbox")}
    assert own == {"tqimap"}


def test_only_the_driver_loads_the_sandbox_and_only_when_asked() -> None:
    for path in set(PACKAGE.rglob("*.py")) - set(SANDBOX) - {PACKAGE / "cli.py"}:
        assert not any("sandbox" in name for name in imported(path)), path
    code = "import sys, tqimap.cli\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not any(name.startswith("tqimap.sandbox") for name in loaded)


SANDBOX = [path for path in (PACKAGE / "sandbox").rglob("*.py") if path.name != "__main__.py"]


def imported(path: Path) -> list[str]:
    """What a module imports, wherever in it that stands."""
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module or ''}.{alias.name}" for alias in node.names]
    return names
