"""The recording: what was seen of a site, redacted; and the walk that sees it, as a generator without any I/O."""
