"""hardtack in other people's programs: the middlewares and the pytest plugin."""
