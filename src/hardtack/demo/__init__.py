"""A small login application that is weak on purpose, to try hardtack on: each of the ten answers can be switched."""

from hardtack.demo.server import RunningDemo, serve_demo, start_demo
from hardtack.demo.switches import Switches

__all__ = ["RunningDemo", "Switches", "serve_demo", "start_demo"]
