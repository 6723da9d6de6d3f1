"""Every picture of docs/images, taken anew by one command: `make pictures`."""
