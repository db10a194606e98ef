"""One check in each module: ``CODES``, the codes that it reports, and ``check``, which finds them.

A new check is a new file here; nothing else has to know of it.
"""
