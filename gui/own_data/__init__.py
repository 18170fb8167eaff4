"""The page on which a person looks at data of their own before a network learns from them."""
