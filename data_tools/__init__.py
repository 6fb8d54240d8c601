"""From a folder of pictures to line/colour training pairs. Never imports `lineart_colorizer`."""
