"""What the answers of a cohort come to: counts, spreads and crossed tables, with small cells held back."""
