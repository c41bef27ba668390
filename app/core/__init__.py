"""What stands under every slice; it knows no HTTP and no slice."""
