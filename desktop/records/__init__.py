"""The table of records: its view, selection, filter, editing and clipboard."""
