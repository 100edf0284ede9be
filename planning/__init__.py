"""The analyses and everything that runs them; no Qt."""
