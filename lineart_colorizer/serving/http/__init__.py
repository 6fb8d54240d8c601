"""The HTTP service: routes, limits, engine and store of models. `lineart_colorizer.serve` starts it."""
