"""What holds for every test: no example of a property is a failure for being slow, since no test needs a set speed."""

from hypothesis import settings

settings.register_profile("project", deadline=None)
settings.load_profile("project")
