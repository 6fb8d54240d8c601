import pytest

from data_tools.words import counted


@pytest.mark.parametrize(("number", "said"), [(0, "0 pages"), (1, "1 page"), (2, "2 pages"), (1200, "1,200 pages")])
def test_counted(number, said):
    assert counted(number, "page") == said
