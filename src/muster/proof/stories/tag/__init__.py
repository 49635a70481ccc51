"""A tag turns against its owner on a Saturday: heard, told, answered, and what a weekend asleep would have done."""
