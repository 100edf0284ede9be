"""Help without a network: topics, their search, and the window that shows them."""
