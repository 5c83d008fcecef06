"""Measures ours against its peers, in one process and in turn.

    PYTHONPATH=tests python -m bench decoding [--rounds N]

A subject prints Markdown tables. `timing.py` measures, whatever the subject. For the subject of
decoding, `workloads.py` has what is read and written, `peers.py` the libraries, each with types
made from the same schema, and `probes.py` payloads that show what a library does not check or
loses.
"""
