"""The window: Qt only here, no rules of the domain."""
