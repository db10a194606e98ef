"""The commands of ``medrules dmn``, one module each."""
