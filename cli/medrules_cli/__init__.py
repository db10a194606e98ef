"""The command line of medrules: one module for every command."""
