"""Measures ours against its peers, in one run and in turn.

    PYTHONPATH=tests python -m bench [generate] [extremes] [decoding] [--rounds N]
        [--sizes 100,1000] [--corpus FOLDER]… [--plot --machine "two cores of …"]

A subject prints tables of Markdown (`tables.py`); with `--plot`, all of it is kept as
`docs/bench.md`, with its plot (`plot.py`).

*Generating* (`generating.py`, `generating_report.py`) measures whole commands, each in a process of
its own (`processes.py`, by way of `launcher.py`): ours (`project.py`) and the peers'
(`generators.py`; those for Node stand in `package-lock.json`), over sets that `spec_sets.py` makes
and any that are there. *Extremes* (`extremes.py`) does so for inputs that nobody writes.

*Decoding* (`decoding.py`) is measured within this process (`timing.py`): `workloads.py` has what is
read and written, `peers.py` the libraries, each with types made from the same schema, and
`probes.py` payloads that show what a library does not check or loses.
"""
