"""Numbers that say how good coloured or generated pictures are. Knows no network: features come from callables."""
