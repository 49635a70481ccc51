"""RSS and Atom: a page that lists what is new on it, asked again and again, and only sent if it changed."""
