"""The design dock: what to train, on what data, and how."""
