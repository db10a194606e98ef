"""One module for every command of ``medrules pack``: ``foo.py`` holds ``command``."""
