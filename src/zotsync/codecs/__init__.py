"""Text or JSON <-> model. No files, no network."""
