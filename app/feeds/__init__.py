"""Feeds: layers, and questions to layers that a position keeps, each under one stable address for whoever reads them."""
