"""The map: a widget that shows images a worker paints."""
