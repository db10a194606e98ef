"""The packs that come with medrules, one folder each, registered like anybody else's."""
