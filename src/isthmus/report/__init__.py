"""Results in words: headlines, and the tables that stand under them."""
