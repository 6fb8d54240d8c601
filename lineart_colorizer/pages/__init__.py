"""Batches of pages: what is to be coloured, how, where it goes, and how it is known to be finished. Models are given, never loaded."""
