"""`python -m hardtack` is the command `hardtack`."""

from hardtack.cli import main

main()
