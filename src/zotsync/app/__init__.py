"""The use cases, straight lines over core, codecs and adapters."""
