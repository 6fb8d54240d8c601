"""Systems: networks and objectives put together. `build_system` is the one place that knows them all."""
