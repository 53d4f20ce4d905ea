"""Reports: an audit's result as text for a person and as JSON for a machine, each a pure function to a string."""
