"""What `publish` does: tells of a run in a card, and puts model, card and samples into one folder."""
