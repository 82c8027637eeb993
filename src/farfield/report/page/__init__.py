"""The page itself: its shell, its data, its items."""
