"""Documents of packs."""
