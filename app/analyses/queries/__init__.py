"""Questions of analyses: figures that other pages show, put together for the functions of ``gis``."""
