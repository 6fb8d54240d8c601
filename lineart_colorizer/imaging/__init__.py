"""Pictures as arrays: value ranges, padding. NumPy and OpenCV only."""
