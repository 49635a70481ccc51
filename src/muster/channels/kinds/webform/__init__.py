"""The public form “Ask us”: in by our own page; answers go to the mailbox or the telephone it names."""
