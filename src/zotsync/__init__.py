"""zotsync."""
