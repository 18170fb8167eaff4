"""Views of what a network makes of a plane or of a curve: its answers, its units, its points, its loss."""
