"""The web chat and the doors for other systems, over `answer`."""
