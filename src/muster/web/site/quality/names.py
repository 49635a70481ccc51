"""What the figures are called, in one place. A key without words here is shown as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words = Mapping[str, "_StrPromise"]

# The tests that the handbook names, as questions a reader would ask.
TESTS: Final[Words] = {
    "T1": _("Is anybody written to twice if a machine dies in the middle?"),
    "T2": _("Is anybody written to twice if the database fails while sending?"),
    "T3": _("Does a full disk lose anything?"),
    "T4": _("Can a hundred people at once get anything past the approvals?"),
    "T5": _("How fast does a halt stop everything?"),
    "T6": _("Do jumping clocks send anything at the wrong time?"),
    "T7": _("Do receipts that come late, twice or forged change anything?"),
    "T8": _("Is every cent counted once?"),
    "T9": _("Does strange input break anything?"),
    "T10": _("Are people kept apart who are not the same?"),
    "T11": _("Can anybody see what is not theirs?"),
    "T12": _("Can a stranger find out who is known here?"),
    "T13": _("Does an upgrade lose anything?"),
    "T14": _("Can everything be brought back after a loss?"),
    "T15": _("Does sending stop itself on real trouble, and only then?"),
    "T16": _("How much does it carry?"),
    "T17": _("Is a rising topic found, without false alarms?"),
    "T18": _("Can everybody use it?"),
    "T19": _("Does anything load from elsewhere?"),
    "T20": _("Does anything personal stand in the logs?"),
}
RUNS: Final[Words] = {
    "bench bounces": _("Real bounces, complaints and auto-replies, read by machine"),
    "bench gates": _("Healthy and bad sends, halted or not"),
    "bench import": _("A list of people brought in, and the same list again"),
    "bench pages": _("Every staff page timed, its queries counted"),
    "bench send": _("A mass mail, beside the naive way"),
    "chaos": _("Machines killed in the middle of sending"),
    "replay first-message": _("From the first sign-up to an answered reply"),
    "replay slip": _("The slip that reached two million, played again"),
}
KEYS: Final[Words] = {
    "accepts_after_halt": _("Messages accepted after the halt"),
    "auto_right": _("Auto-replies known for what they are, share"),
    "complaints_right": _("Complaints known for what they are, share"),
    "confirm_seconds": _("Seconds until an import can be confirmed"),
    "corrected": _("People who got the correction"),
    "cpu_us_per_message": _("Processor time for a message, millionths of a second"),
    "duplicates": _("People written to twice"),
    "failed": _("Failed"),
    "false_halts": _("Healthy sends halted, share"),
    "halt_p95_ms": _("Last message after a halt, thousandths of a second, 95 of 100"),
    "hard_precision": _("Addresses called dead that are dead, share"),
    "hard_soft_accuracy": _("Bounces told apart rightly, share"),
    "kills": _("Machines killed"),
    "lost": _("Messages lost"),
    "max_rss_mb": _("Most memory, megabytes"),
    "median_ms": _("Time of a page, thousandths of a second, middle"),
    "messages": _("Messages"),
    "messages_per_second": _("Messages a second"),
    "most_queries": _("Most queries of a page"),
    "naive_cpu_us_per_message": _("The same the naive way"),
    "named_after_halt": _("Of those, named on the page"),
    "p95_ms": _("Time of a page, thousandths of a second, 95 of 100"),
    "pages": _("Pages"),
    "people": _("People"),
    "people_added": _("People added"),
    "postgres_us_per_message": _("Database time for a message, millionths of a second"),
    "preview_seconds": _("Seconds until the preview"),
    "reached_canary_median": _("Wrongly reached before it halted itself, middle"),
    "reached_canary_p95": _("Wrongly reached before it halted itself, 95 of 100"),
    "reached_declared": _("Reached once a size must be declared"),
    "reached_without_gates": _("Reached without any gate"),
    "rows": _("Rows"),
    "rows_per_second": _("Rows a second"),
    "said_stop": _("People who had said stop meanwhile"),
    "second_import_changes": _("Changes by the second import of the same list"),
    "second_import_seconds": _("Seconds for the second import"),
    "seconds": _("Seconds"),
    "slowest_ms": _("Slowest page, thousandths of a second"),
    "slowest_page": _("Slowest page"),
    "snapshot_seconds_per_million": _("Seconds to freeze a million people"),
    "times_naive_cpu": _("Times less processor than the naive way"),
    "unknown": _("Messages of which it is not known"),
    "worker_mb": _("Memory of a worker, megabytes"),
    "wrongly_reached": _("People wrongly reached"),
}
