"""The only rooms that do I/O; adapters never import each other."""
