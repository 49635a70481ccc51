"""Inbound webhooks: translation only. A hook checks who calls, reads the payload into the shape of the
domain it is for, calls one action there, and answers quickly.

``mail`` hears what providers tell of mail of ours; mail itself comes in by LMTP or a pipe (``muster receive``),
not over HTTP. ``sms`` takes texts and their reports. ``gifts``
takes what payment systems report, each call signed. Rules they keep:

- a hook without a valid signature or secret path looks like a page that does not exist;
- the same call again changes nothing: the action is idempotent by the sender’s own id;
- it answers 2xx only after the commit, and 5xx when the database is away, so that the caller tries again;
- it never trusts a sender’s name for a person, and never answers anybody by itself.
"""
