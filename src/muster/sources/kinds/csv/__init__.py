"""Lists of people that arrive as a text file: bytes in, rows with line numbers out."""
