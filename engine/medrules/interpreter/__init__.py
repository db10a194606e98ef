"""The traced interpreter: a program becomes closures, a profile becomes a run with every firing."""
