"""From a folder of pictures to line/colour training pairs. Never imports `lineart_colorizer`."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow's C++ chatter stays off the console, unless the user has set a level
