"""Material for ``muster bench identity``: labelled sets, and a million generated records."""
