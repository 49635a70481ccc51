"""``muster check``: is this installation safe to send? Each failing line comes with its fix."""

import argparse
import json
import os
import sys


def run(arguments: list[str]) -> int:
    """Print one line for each question; returns 0 if nothing that blocks sending failed."""
    parser = argparse.ArgumentParser(prog="muster check", description=__doc__)
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object as the last line"
    )
    options = parser.parse_args(arguments)
    os.environ.setdefault("MUSTER_DATABASE_ROLE", "machine")
    import django

    django.setup()
    from muster.kit import health

    findings = health.ask_all()
    for finding in findings:
        mark = "ok  " if finding.ok else "FAIL" if finding.blocking else "note"
        sys.stdout.write(f"{mark}  {finding.name}: {finding.words}\n")
        if not finding.ok and finding.fix:
            sys.stdout.write(f"      fix: {finding.fix}\n")
    ok = all(finding.ok or not finding.blocking for finding in findings)
    if options.json:
        lines = [
            {"name": f.name, "ok": f.ok, "words": str(f.words), "fix": str(f.fix)} for f in findings
        ]
        sys.stdout.write(json.dumps({"ok": ok, "findings": lines}) + "\n")
    return 0 if ok else 1
