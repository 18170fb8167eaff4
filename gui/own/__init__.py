"""The digits that a person kept, and what the network makes of them."""
