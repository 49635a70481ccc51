"""T4: nothing gets past the approvals, in every small history, in long ones and all at once."""
