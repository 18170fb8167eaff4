"""The canvas on which digits are drawn, and what the network reads there."""
