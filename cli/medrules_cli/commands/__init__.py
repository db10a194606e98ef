"""One module for every command: ``foo_bar.py`` holds ``command``, which becomes ``medrules foo-bar``."""
