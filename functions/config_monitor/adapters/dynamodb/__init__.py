"""The one table: items, keys and the stores over them."""
