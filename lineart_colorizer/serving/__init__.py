"""From a trained network to something that colours: SavedModels, and finding and loading models by name."""
