"""What a person sees while a run trains: TensorBoard, picture grids, the console."""
