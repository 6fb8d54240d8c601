"""Pictures as arrays: value ranges, pages of any size. NumPy and OpenCV only."""
