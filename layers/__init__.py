"""Data: layers, their kinds, the workspace and the formats they are read from."""
