"""Two days or two proposals side by side: what was gained, what was lost."""
