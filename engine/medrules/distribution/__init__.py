"""Packs on their way to other machines: wheels that hold data and one hook, and locks on what runs."""
