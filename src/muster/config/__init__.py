"""Settings, addresses, the server and the ``muster`` command. Nothing imports this room."""
