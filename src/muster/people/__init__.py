"""Who a person is, how they may be reached and what they said yes to."""
