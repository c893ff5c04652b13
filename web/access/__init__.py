"""Who may come in: users, API keys, sessions, the trusted proxy, limits and the audit log."""
