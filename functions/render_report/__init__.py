"""RenderReport: from figures to message, charts and page."""
