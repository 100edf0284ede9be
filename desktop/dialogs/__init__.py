"""Windows of their own: import, export, about. None blocks the main window while work runs."""
