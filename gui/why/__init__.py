"""Why an answer: what the network receives of a drawing, what speaks for the answer, and what would change it."""
