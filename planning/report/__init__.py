"""Outcomes and workspaces to map pages, spreadsheets and briefs, each in an edition that may leave."""
