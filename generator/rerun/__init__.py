"""What a run leaves for the next, which is told again or goes on from it instead of being done.

Wrong or missing, it changes how long a run takes and nothing else.
"""
