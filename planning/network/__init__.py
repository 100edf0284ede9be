"""The road network: topology, joins, closures, speeds, snapping and ways through it."""
