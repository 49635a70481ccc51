"""E-mail: out by SMTP, in as raw messages from LMTP, a pipe or a mailbox."""
