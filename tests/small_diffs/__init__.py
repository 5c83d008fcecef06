"""Measures how many lines of each output a one-row edit of a page changes.

    PYTHONPATH=tests python -m small_diffs [FOLDER]… [-n N] [--seed S] [--kind KIND] [--show LINES]

`pages.py` finds the rows of a spec set, `edits.py` changes one of them as a person would,
`regions.py` divides the outputs among the pages, `measure.py` compares them before and after, and
`report.py` prints the figures. Without a FOLDER, the spec sets of this project are measured; no
page of a corpus is part of it.
"""
