"""Installing, upgrading and removing an office on bare Debian. Standard library only: nothing is installed yet."""
