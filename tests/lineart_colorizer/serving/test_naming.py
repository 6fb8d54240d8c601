import pathlib

from lineart_colorizer.serving.cards import ModelCard
from lineart_colorizer.serving.naming import DEMO, describe_model, is_shipped

CARD = ModelCard(kind="colorizer", size=32, head="multiply", run="fox", step=1200)


def test_what_comes_with_the_program_is_told_by_name_and_all_else_by_its_folder():
    assert (is_shipped(DEMO), is_shipped(DEMO / "1"), is_shipped(pathlib.Path("demo"))) == (True, False, False)
    assert describe_model(DEMO, CARD) == "demo, which comes with the program (step 1,200)"
    assert describe_model(pathlib.Path("models/fox"), CARD) == "models/fox (run fox, step 1,200)"
