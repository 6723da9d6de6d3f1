"""A report as people read it: the charts, the page and its files."""
