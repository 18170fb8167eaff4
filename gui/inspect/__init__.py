"""Pictures of the network itself: its weights, its nodes and edges, and what it answers."""
