"""Documents of packs, written as Markdown, as one page, or as a site."""
