"""Draws coloured pictures from code: `composition.draw_picture` is the way in, `subjects.SUBJECTS` names what it can draw.

`curves` makes outlines, `brush` paints them, `palettes` chooses colours, `features` draws eyes and mouths; each family of
subjects has a module of its own, whose functions all take (brush, rng) and draw inside the box [-1,1] x [-1,1], y down.
"""
