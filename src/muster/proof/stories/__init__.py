"""What happens in each replay, step by step, and the desks its people sit at."""
