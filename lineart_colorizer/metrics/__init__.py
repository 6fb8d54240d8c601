"""Numbers that say how good coloured pictures are. NumPy and OpenCV only; every picture here is float32 RGB in [0,1]."""
