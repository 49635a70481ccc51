"""One text to two million: what was meant for 4,000 goes to everybody, and what stops it at each gate."""
