"""What the design panel shows, changes, refuses and offers."""
