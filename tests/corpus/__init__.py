"""Measures the reader against a corpus: folders of real pages, with what their SDKs really say.

    PYTHONPATH=tests python -m corpus FOLDER [--show] [--set NAME] [--markdown] [--targets]

`truth.py` reads what is true of a set, `agreement.py` compares it with what was understood,
`measure.py` takes a set's measurements, `targets_check.py` holds its generated code against the
compilers and formatters, and `report.py` prints all of it. No page of a corpus is part of this
project.
"""
