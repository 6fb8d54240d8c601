"""Runs: their folders, their checkpoints, the loop. Knows systems by their protocol alone."""
