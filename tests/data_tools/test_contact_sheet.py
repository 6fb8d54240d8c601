import numpy as np
import pytest

from data_tools.contact_sheet import GAP, PAPER, contact_sheet


def test_pairs_lie_in_rows_lines_before_colours():
    """3 pairs of 8 px in 2 columns: 2 x 2 cells of two tiles, the last cell empty."""
    line, color = np.full((8, 8), 9, np.uint8), np.full((8, 8, 3), (1, 2, 3), np.uint8)
    sheet = contact_sheet([[line, color]] * 3, columns=2)
    tile = 8 + GAP
    assert sheet.shape == (2 * tile, 4 * tile, 3)
    assert sheet[0, 0].tolist() == [9, 9, 9]
    assert sheet[tile, tile].tolist() == [1, 2, 3]
    assert sheet[0, 8].tolist() == [PAPER] * 3
    assert (sheet[tile:, 2 * tile :] == PAPER).all()


def test_records_lines_of_one_channel_are_taken_and_few_pairs_need_few_columns():
    assert contact_sheet([[np.zeros((8, 8, 1), np.uint8)]], columns=4).shape == (8 + GAP, 8 + GAP, 3)


def test_no_pair_at_all():
    with pytest.raises(ValueError, match="no pairs"):
        contact_sheet([])
