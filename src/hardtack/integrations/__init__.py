"""hardtack in other people's programs: the pytest plugin."""
