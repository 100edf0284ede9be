"""Records of a layer as a table asks for them: order, those that match, summaries, typed values."""
