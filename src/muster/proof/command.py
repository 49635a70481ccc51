"""``muster replay NAME`` and ``muster bench NAME``: play, measure, and say it in one JSON line."""

import argparse
import importlib
import json
import pkgutil
import re
import shlex
import sys
from types import ModuleType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from muster.proof import keeping

_FOLDERS = {"replay": "muster.proof.replays", "bench": "muster.proof.benches"}


def run(kind: str, arguments: list[str]) -> int:
    """Find the module named on the command line, let it add its options, and run it.

    A module has ``WORDS`` (one line), ``options(parser)`` and ``run(options, step) -> dict``; the
    dict holds ``ok`` and every figure. ``PROVES`` may name the tests of the handbook it stands for
    ("T15"). Returns 0 if ``ok``.
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
    parser.add_argument(
        "--keep", nargs="?", const="", metavar="PART",
        help="publish these figures on the page /quality; PART where it is measured in parts",
    )  # fmt: skip
    module.options(parser)
    options = parser.parse_args(arguments[1:])
    figures = _play(module, options)
    if options.keep is not None:
        keeping.keep(
            f"{kind} {arguments[0]} {options.keep}".rstrip(),
            figures,
            command=_again(kind, arguments),
            proves=getattr(module, "PROVES", ()),
            words=module.WORDS,
            seed=getattr(options, "seed", None),
        )
    return 0 if figures["ok"] else 1


def _again(kind: str, arguments: list[str]) -> str:
    """How to measure the same once more."""
    told = " ".join(shlex.quote(one) for one in arguments if one != "--json")
    return f"muster {kind} " + re.sub(r" --keep(=\S+| (?!-)\S+)?", "", told)


def _names(kind: str) -> list[str]:
    folder = importlib.import_module(_FOLDERS[kind])
    found = (module.name for module in pkgutil.iter_modules(folder.__path__) if not module.ispkg)
    return sorted(name.strip("_").replace("_", "-") for name in found)


def _module(kind: str, name: str) -> ModuleType:
    stem = name.replace("-", "_")
    # A name that is a Python keyword ("import") carries an underscore in its file.
    file_name = f"{stem}_" if stem == "import" else stem
    return importlib.import_module(f"{_FOLDERS[kind]}.{file_name}")


def _play(module: ModuleType, options: argparse.Namespace) -> dict[str, Any]:
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        figures: dict[str, Any] = module.run(options, progress)
    if options.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        sys.stdout.writelines(f"{name:>32}  {value}\n" for name, value in figures.items())
    return figures
