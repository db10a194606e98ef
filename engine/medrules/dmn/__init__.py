"""DMN models (1.2 to 1.5): reading, evaluating, importing as packs, and exporting packs."""
