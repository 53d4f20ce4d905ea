"""Live input: the one HTTP client, what it may touch and what it may cost, and what drives a walk with it."""
