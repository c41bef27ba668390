"""The map to hand over: one HTML file that opens anywhere with no network at all (folium and Leaflet, all inside)."""

from gis.webmap.page import to_html

__all__ = ["to_html"]
