"""What must stand before mail may leave: the DNS of our domain, its signature, and how warm it is.

``records`` and ``warming`` are pure rules, ``looking`` asks the DNS, ``signature`` checks a mail of ours that
came back, ``gate`` says what holds a release.
"""
