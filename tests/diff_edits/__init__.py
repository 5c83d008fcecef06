"""Random edits of random schemas, and whether `diff` says of them what is true.

    PYTHONPATH=tests python -m diff_edits 20000

For each edit, payloads are searched that break somebody, without the help of the comparison that
is measured: values that are valid on one side are made at random and judged by the other.
"""
