"""``muster replay NAME`` and ``muster bench NAME``: play, measure, and say it in one JSON line."""

import argparse
import importlib
import json
import pkgutil
import sys
from types import ModuleType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

_FOLDERS = {"replay": "muster.proof.replays", "bench": "muster.proof.benches"}


def run(kind: str, arguments: list[str]) -> int:
    """Find the module named on the command line, let it add its options, and run it.

    A module has ``WORDS`` (one line), ``options(parser)`` and ``run(options, step) -> dict``; the
    dict holds ``ok`` and every figure. Returns 0 if ``ok``.
    """
    names = _names(kind)
    if not arguments or arguments[0] not in names:
        sys.stdout.write(f"muster {kind} NAME, with NAME one of:\n")
        sys.stdout.writelines(f"  {name:<16} {_module(kind, name).WORDS}\n" for name in names)
        return 0 if not arguments or arguments[0] in {"-h", "--help"} else 2
    module = _module(kind, arguments[0])
    parser = argparse.ArgumentParser(prog=f"muster {kind} {arguments[0]}", description=module.WORDS)
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object as the last line"
    )
    module.options(parser)
    return _play(module, parser.parse_args(arguments[1:]))


def _names(kind: str) -> list[str]:
    folder = importlib.import_module(_FOLDERS[kind])
    found = (module.name for module in pkgutil.iter_modules(folder.__path__) if not module.ispkg)
    return sorted(name.strip("_").replace("_", "-") for name in found)


def _module(kind: str, name: str) -> ModuleType:
    stem = name.replace("-", "_")
    # A name that is a Python keyword ("import") carries an underscore in its file.
    file_name = f"{stem}_" if stem == "import" else stem
    return importlib.import_module(f"{_FOLDERS[kind]}.{file_name}")


def _play(module: ModuleType, options: argparse.Namespace) -> int:
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        figures = module.run(options, progress)
    if options.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        sys.stdout.writelines(f"{name:>32}  {value}\n" for name, value in figures.items())
    return 0 if figures["ok"] else 1
